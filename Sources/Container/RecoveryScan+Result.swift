import Bytes

extension RecoveryScan {
  /// The result of the walk, as an archive.
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
      reader: ArchiveReader(
        source, version: version ?? .current, index: found, limit: limit,
        renaming: true),
      renamed: renamed,
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

  /// Sets the sizes that blocks leave to the index, if the index is intact.
  private func takeSizes(_ found: inout ArchiveIndex) {
    for block in original?.blocks ?? [] {
      guard let original, let number = written[block.offset] else { continue }
      let range = found.blocks[number].entries
      var entries = Array(found.entries[range])
      entries.takeSizesOfPictures(from: original.entries[block.entries])
      found.entries.replaceSubrange(range, with: entries)
    }
  }

  /// The damage, in which the range that `TAIL` points to is marked as the index.
  private var damageWithIndex: [DamagedRange] {
    guard original == nil, let tail else { return damage }
    return damage.map { range in
      let offsets = [range.offset, range.offset &- source.shift].map { UInt64(clamping: $0) }
      guard range.type == nil, range.end == tail.section.offset,
        offsets.contains(tail.content.index)
      else { return range }
      var range = range
      range.type = .index
      return range
    }
  }

  /// Whether unknown blocks may be lost. All blocks lie before the index.
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
