import Bytes
import Protection

/// A plan to write a valid archive from the intact parts of a damaged one.
///
///     let repair = try ArchiveRepair.plan(for: source)
///     try repair.write(into: output)
///
/// Sections are copied unchanged. Only a block with a piece of a file whose other pieces are lost
/// is compressed again, without that piece, and a block whose entries are renamed. Memory holds one
/// section at a time.
package struct ArchiveRepair: Sendable {
  /// The ranges that cannot be used, in order.
  package let damage: [DamagedRange]
  /// The entries known to be lost, in no particular order; a file in pieces has several.
  package let lost: [Entry]
  /// The entries that are renamed as the format forbids their paths.
  package let renamed: [SafeName]
  /// Whether further, unknown entries may be lost.
  package let mayHaveLostMore: Bool
  /// Models that the archive carried and that are lost.
  package let lostModels: [ModelReference]
  /// Whether nothing is damaged, so that the archive is copied unchanged.
  package let isIntact: Bool

  /// Reads the intact parts.
  package let reader: ArchiveReader
  /// The models as the repaired archive names them.
  package let models: [ModelReference]
  let modelSections: [Section]
  /// Whether the archive is known to have been signed.
  package let wasSigned: Bool
  /// The archive's signature, which may cover bytes that are lost.
  package let signature: ArchiveSignature?
  /// Whether the damaged archive states its version.
  let hasVersion: Bool
  /// For each block, which of its entries are kept; nil if all are.
  let kept: [[Bool]?]

  /// Walks the archive in `source`, reads every block once, and decides what is kept.
  ///
  /// - Parameter progress: called with the number of bytes processed.
  /// - Throws: the errors of ``ArchiveRecovery/scan(_:limit:)``, and ``ArchiveError`` for an
  ///   archive of a newer program, parts of which this one would lose.
  package static func plan(
    for source: any ByteSource, limit: DecodeLimits = .standard,
    progress: (Int) -> Void = { _ in }
  ) throws(ArchiveError) -> ArchiveRepair {
    let recovered = try ArchiveRecovery.scan(source, limit: limit)
    for range in recovered.damage where range.reason.isOfNewerFormat { throw range.reason }
    let reader = recovered.reader
    let unreadable = try unreadable(of: reader, progress)
    let stays = kept(
      of: reader, without: unreadable.map(\.number), picturesToo: recovered.hasModelList)
    let named = try models(of: reader)
    let damage = recovered.damage + unreadable.map(\.damage) + named.damage
    let lost = recovered.lost + zip(reader.entries, stays).filter { !$0.1 }.map(\.0)
    let carried = Set(named.models.filter(\.isEmbedded).map(\.digest))
    let lostModels = reader.models.filter { $0.isEmbedded && !carried.contains($0.digest) }
    return ArchiveRepair(
      damage: damage.sorted { $0.offset < $1.offset }, lost: lost,
      renamed: recovered.renamed.sorted { $0.key < $1.key }.flatMap(\.value),
      mayHaveLostMore: recovered.mayHaveLostMore, lostModels: lostModels,
      isIntact: damage.isEmpty && lost.isEmpty && recovered.renamed.isEmpty && lostModels.isEmpty
        && agrees(reader),
      reader: reader, models: named.models, modelSections: named.sections,
      wasSigned: recovered.wasSigned, signature: try? reader.signature(),
      hasVersion: recovered.hasVersion,
      kept: reader.blocks.enumerated().map { number, block in
        let isChanged =
          stays[block.entries].contains(false) || recovered.renamed[number] != nil
        return isChanged ? Array(stays[block.entries]) : nil
      })
  }

  /// The entries of the repaired archive.
  package var keptEntries: [Entry] {
    zip(reader.blocks, kept).flatMap { block, kept in
      let entries = reader.entries[block.entries]
      return kept.map { zip(entries, $0).filter(\.1).map(\.0) } ?? Array(entries)
    }
  }
}

extension ArchiveRepair {
  /// The blocks that cannot be read although their checksums match.
  private static func unreadable(
    of reader: ArchiveReader, _ progress: (Int) -> Void
  ) throws(ArchiveError) -> [(number: Int, damage: DamagedRange)] {
    var unreadable: [(number: Int, damage: DamagedRange)] = []
    for (number, location) in reader.blocks.enumerated() {
      progress(location.offset)
      do throws(ArchiveError) {
        _ = try reader.readBlock(number)
      } catch {
        if error.doesNotImplyDamage { throw error }
        let section = Section(
          type: .block, offset: location.offset, length: location.length)
        unreadable.append((number, DamagedRange(section, reason: error)))
      }
    }
    return unreadable
  }

  /// Which entries are kept: all pieces of a file or none, and copies only with their original.
  private static func kept(
    of reader: ArchiveReader, without unreadable: [Int], picturesToo: Bool
  ) -> [Bool] {
    let entries = reader.entries
    var kept = Array(repeating: true, count: entries.count)
    for number in unreadable {
      for index in reader.blocks[number].entries { kept[index] = false }
    }
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].path == entries[start].path { end += 1 }
      let run = start..<end
      let isWhole = kept[run].allSatisfy { $0 } && joins(entries[run])
      if !isWhole || (entries[start].kind == .picture && !picturesToo) {
        while end < entries.count, entries[end].kind == .copy { end += 1 }
        for index in start..<end { kept[index] = false }
      }
      start = end
    }
    return kept
  }

  /// Whether the pieces are a file from its first byte to its last.
  private static func joins(_ pieces: ArraySlice<Entry>) -> Bool {
    var offset = 0
    for piece in pieces {
      guard piece.pieceOffset == offset else { return false }
      offset = piece.pieceEnd
    }
    return pieces.last?.endsFile ?? true
  }

  /// The models to name, and the sections with their files, in that order. A model whose file is
  /// lost is named as one that readers must have.
  private static func models(
    of reader: ArchiveReader
  ) throws(ArchiveError) -> (
    models: [ModelReference], sections: [Section], damage: [DamagedRange]
  ) {
    var located: [Digest: Section] = [:]
    var damage: [DamagedRange] = []
    for section in reader.index.sections where section.type == .model {
      do throws(ArchiveError) {
        let model = try reader.model(in: section)
        if located[model] == nil { located[model] = section }
      } catch {
        if error.doesNotImplyDamage { throw error }
        damage.append(DamagedRange(section, reason: error))
      }
    }
    var sections: [Section] = []
    let models = reader.models.map { model in
      // Several names may share one file, which the archive carries once.
      let section = model.isEmbedded ? located.removeValue(forKey: model.digest) : nil
      if let section { sections.append(section) }
      return ModelReference(
        digest: model.digest, name: model.name.shortened(to: ArchiveLimit.modelName),
        isEmbedded: section != nil)
    }
    return (models, sections, damage)
  }

  /// Whether the archive can be opened, and its index agrees with its sections.
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
  /// Whether a newer program may be able to read the archive.
  var isOfNewerFormat: Bool {
    switch self {
    case .unknownRequiredSection, .catalogue(_, _, .unknownRequiredColumn): true
    default: false
    }
  }
}

extension String {
  /// The first characters, at most `count` bytes of UTF-8.
  fileprivate func shortened(to count: Int) -> String {
    var text = self
    while text.utf8.count > count { text.removeLast() }
    return text
  }
}
