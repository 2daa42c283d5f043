import Bytes
import Protection

/// What of a damaged archive goes into a whole one.
///
///     let repair = try ArchiveRepair(of: source)
///     try repair.write(into: output)
///
/// Sections are copied as they are. Only a block that holds a part of a file of which another part
/// is lost is compressed anew, without it. One section at a time is in memory.
package struct ArchiveRepair: Sendable {
  /// What could not be used, in order.
  package let damage: [DamagedRange]
  /// Entries known to be lost, in no particular order; of a file in pieces there may be several.
  package let lost: [Entry]
  /// Whether entries may be lost of which nothing is known.
  package let mayHaveLostMore: Bool
  /// Models that travelled inside the archive and are lost.
  package let lostModels: [ModelReference]
  /// Nothing is wrong with the archive: it is copied as it is.
  package let isIntact: Bool

  /// Reads what is intact.
  package let reader: ArchiveReader
  /// The models as the whole archive names them.
  package let models: [ModelReference]
  let modelSections: [Section]
  /// Whether the archive is known to have been signed.
  package let wasSigned: Bool
  /// The archive's signature, which may be of more than is left.
  package let signature: ArchiveSignature?
  /// Whether the archive says which version it has.
  let hasVersion: Bool
  /// What goes of each block into the whole archive; nil where that is all of it.
  let kept: [[Bool]?]

  /// Walks the archive in `source` and reads every block once.
  ///
  /// - Parameter progress: called with the bytes gone over
  /// - Throws: what ``ArchiveRecovery/scan(_:)`` throws, and ``ArchiveError`` for an archive that a
  ///   newer program wrote and this one would not keep whole
  package init(
    of source: any ByteSource, limit: DecodeLimits = .standard,
    progress: (Int) -> Void = { _ in }
  ) throws(ArchiveError) {
    let recovered = try ArchiveRecovery.scan(source, limit: limit)
    for range in recovered.damage where range.reason.isOfNewerFormat { throw range.reason }
    let reader = recovered.reader
    let unreadable = try Self.unreadable(of: reader, progress)
    let stays = Self.kept(
      of: reader, without: unreadable.map(\.number), picturesToo: recovered.hasModelList)
    let named = try Self.models(of: reader)
    self.reader = reader
    (models, modelSections) = (named.models, named.sections)
    mayHaveLostMore = recovered.mayHaveLostMore
    damage = (recovered.damage + unreadable.map(\.damage) + named.damage)
      .sorted { $0.offset < $1.offset }
    lost =
      recovered.lost + zip(reader.entries, stays).filter { !$0.1 }.map(\.0)
    let carried = Set(models.filter(\.isEmbedded).map(\.digest))
    lostModels = reader.models.filter { $0.isEmbedded && !carried.contains($0.digest) }
    signature = try? reader.signature()
    wasSigned = recovered.wasSigned
    hasVersion = recovered.hasVersion
    kept = reader.blocks.map { stays[$0.entries].contains(false) ? Array(stays[$0.entries]) : nil }
    isIntact = damage.isEmpty && lost.isEmpty && lostModels.isEmpty && Self.agrees(reader)
  }

  /// The entries that the whole archive has.
  package var keptEntries: [Entry] {
    zip(reader.blocks, kept).flatMap { place, kept in
      let entries = reader.entries[place.entries]
      return kept.map { zip(entries, $0).filter(\.1).map(\.0) } ?? Array(entries)
    }
  }
}

extension ArchiveRepair {
  /// The blocks whose frames cannot be read, though their checksums match.
  private static func unreadable(
    of reader: ArchiveReader, _ progress: (Int) -> Void
  ) throws(ArchiveError) -> [(number: Int, damage: DamagedRange)] {
    var unreadable: [(number: Int, damage: DamagedRange)] = []
    for (number, place) in reader.blocks.enumerated() {
      progress(place.offset)
      do throws(ArchiveError) {
        _ = try reader.readBlock(number)
      } catch {
        if error.saysNothingOfDamage { throw error }
        let section = Section(type: .block, offset: place.offset, length: place.length)
        unreadable.append((number, DamagedRange(section, reason: error)))
      }
    }
    return unreadable
  }

  /// Which entries can stay: of a file in pieces all or none, and copies with their original.
  private static func kept(
    of reader: ArchiveReader, without unreadable: [Int], picturesToo: Bool
  ) -> [Bool] {
    let entries = reader.entries
    var kept = Array(repeating: true, count: entries.count)
    for number in unreadable {
      for position in reader.blocks[number].entries { kept[position] = false }
    }
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].path == entries[start].path { end += 1 }
      let run = start..<end
      let isWhole = kept[run].allSatisfy { $0 } && joins(entries[run])
      if !isWhole || (entries[start].kind == .picture && !picturesToo) {
        while end < entries.count, entries[end].kind == .copy { end += 1 }
        for position in start..<end { kept[position] = false }
      }
      start = end
    }
    return kept
  }

  /// Whether the rows of one path are a file from its first byte to its last.
  private static func joins(_ pieces: ArraySlice<Entry>) -> Bool {
    var offset = 0
    for piece in pieces {
      guard piece.pieceOffset == offset else { return false }
      offset = piece.pieceEnd
    }
    return pieces.last?.endsFile ?? true
  }

  /// The models to be named, and the sections with their files, in that order. One whose file is
  /// lost is named as one that readers must have.
  private static func models(
    of reader: ArchiveReader
  ) throws(ArchiveError) -> (
    models: [ModelReference], sections: [Section], damage: [DamagedRange]
  ) {
    var places: [Digest: Section] = [:]
    var damage: [DamagedRange] = []
    for section in reader.index.sections where section.type == .model {
      do throws(ArchiveError) {
        let model = try reader.model(in: section)
        if places[model] == nil { places[model] = section }
      } catch {
        if error.saysNothingOfDamage { throw error }
        damage.append(DamagedRange(section, reason: error))
      }
    }
    var sections: [Section] = []
    let models = reader.models.map { model in
      // One file may stand for several names; it travels once.
      let section = model.isEmbedded ? places.removeValue(forKey: model.digest) : nil
      if let section { sections.append(section) }
      return ModelReference(
        digest: model.digest, name: model.name.shortened(to: ArchiveLimit.modelName),
        isEmbedded: section != nil)
    }
    return (models, sections, damage)
  }

  /// Whether the archive can be opened as it is, and its index says what its sections hold.
  private static func agrees(_ found: ArchiveReader) -> Bool {
    guard let opened = try? ArchiveReader(found.source.source, limit: found.limit) else {
      return false
    }
    return opened.entries == found.entries && opened.blocks == found.blocks
      && opened.models == found.models
      && Array(opened.index.sections.dropFirst()) == found.index.sections
  }
}

extension ArchiveError {
  /// Whether a newer program may know what this one does not.
  var isOfNewerFormat: Bool {
    switch self {
    case .unknownRequiredSection, .catalogue(_, _, .unknownRequiredColumn): true
    default: false
    }
  }
}

extension String {
  /// The first characters, of `count` bytes at most.
  fileprivate func shortened(to count: Int) -> String {
    var text = self
    while text.utf8.count > count { text.removeLast() }
    return text
  }
}
