import Bytes

extension RecoveryScan {
  /// What was found, as an archive.
  package func result() throws(ArchiveError) -> RecoveredArchive {
    var found = found
    if !hasHead, let original { found.models = original.models }
    let hasModelList = hasHead || original != nil
    takeSizes(&found)
    do throws(CatalogueError) {
      try EntrySequence.validate(
        found.entries, as: .remains, models: hasModelList ? found.models.count : nil)
    } catch {
      throw .catalogue(.block, offset: ArchivePreamble.byteCount, error)
    }
    let damage = damageWithIndex
    return RecoveredArchive(
      reader: ArchiveReader(source, version: version ?? .current, index: found, limit: limit),
      damage: damage, lost: lost, mayHaveLostMore: mayHaveLostMore(damage),
      hasModelList: hasModelList, hasVersion: version != nil,
      wasSigned: damage.contains { $0.type == .signature }
        || (found.sections + (original?.sections ?? [])).contains { $0.type == .signature })
  }

  private var lost: [Entry] {
    guard let original else { return damagedEntries }
    return original.blocks.filter { written[$0.offset] == nil }
      .flatMap { original.entries[$0.entries] }
  }

  /// Sizes that blocks left to the index, as far as that is there.
  private func takeSizes(_ found: inout ArchiveIndex) {
    for place in original?.blocks ?? [] {
      guard let original, let number = written[place.offset] else { continue }
      let range = found.blocks[number].entries
      var entries = Array(found.entries[range])
      entries.takeSizesOfPictures(from: original.entries[place.entries])
      found.entries.replaceSubrange(range, with: entries)
    }
  }

  /// The damage; where a damaged range is what the end says the index is, that is known.
  private var damageWithIndex: [DamagedRange] {
    guard original == nil, let tail else { return damage }
    return damage.map { range in
      let places = [range.offset, range.offset &- source.shift].map { UInt64(clamping: $0) }
      guard range.type == nil, range.end == tail.section.offset,
        places.contains(tail.content.index)
      else { return range }
      var range = range
      range.type = .index
      return range
    }
  }

  /// Whether there may have been blocks of which nothing is known: all lie before the index.
  private func mayHaveLostMore(_ damage: [DamagedRange]) -> Bool {
    guard original == nil else { return false }
    let index = damage.firstIndex { $0.type == .index } ?? damage.endIndex
    return hasUnknownBlock
      || damage[..<index].contains { range in
        if case .endsEarly = range.reason { return true }
        return range.type == nil && range.offset >= ArchivePreamble.byteCount
      }
  }
}
