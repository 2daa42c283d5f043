import Bytes
import Container
import Files

extension Archive {
  /// Makes a whole archive of what is intact of a damaged one.
  ///
  /// Damage is healed first, as far as the archive's redundancy reaches: where it does, what is
  /// written is the archive that was packed, byte for byte. Else the new one has the same redundancy.
  ///
  /// Codes are copied, not made anew; blocks are read and checked, pictures are not decoded. The
  /// whole archive appears under its name when it is complete, or not at all.
  ///
  /// - Parameters:
  ///   - damaged: path of the archive, which stays as it is
  ///   - output: path of the whole archive
  ///   - overwrite: whether a file of that name may be replaced, if it is not the damaged archive
  ///   - limit: see ``init(path:models:limit:)``
  ///   - progress: called now and then with the bytes gone over; each is gone over three times
  /// - Throws: errors of the kinds in ``ErrorKind``; ``ArchiverError/nothingSaved`` where that is
  ///   so, ``ArchiverError/outputIsInput`` for one path twice
  public static func repair(
    _ damaged: [UInt8], into output: [UInt8], overwrite: Bool = false,
    limit: Int = Archive.standardLimit, progress: (Progress) -> Void = { _ in }
  ) throws -> RepairReport {
    let input = try InputFile(path: damaged, followingLinks: true)
    let found = try Directory.current.status(of: output, followingLinks: true)
    guard found?.stamp.identity != input.stamp.identity else { throw ArchiverError.outputIsInput }
    let file = try OutputFile(path: output, replacing: overwrite)
    do {
      var state = Progress(files: 0, totalFiles: 1, bytes: 0, totalBytes: 3 * input.count)
      let held = HoldingLimit(bytes: limit)
      let healing = try ArchiveHealing(of: input, limit: held) { offset in
        state.bytes = min(offset, input.count)
        progress(state)
      }
      let source: any ByteSource = healing.flatMap { $0.isNeeded ? $0 : nil } ?? input
      let repair = try ArchiveRepair(of: source, limit: held) { offset in
        state.bytes = input.count + offset
        progress(state)
      }
      var report = RepairReport(repair, healing)
      guard report.saved > 0 || report.isComplete else { throw ArchiverError.nothingSaved }
      try repair.write(into: file, redundancy: healing?.redundancy) { offset in
        state.bytes = 2 * input.count + offset
        progress(state)
      }
      report.bytes = file.count
      try file.commit()
      return report
    } catch {
      file.abandon()
      throw error
    }
  }
}

extension RepairReport {
  fileprivate init(_ repair: ArchiveRepair, _ healing: ArchiveHealing?) {
    let kept = repair.keptEntries
    saved = kept.count { $0.endsFile }
    lost = paths(of: repair.lost)
    mayHaveLostMore = repair.mayHaveLostMore
    lostModels = repair.lostModels.map { displayName(of: Array($0.name.utf8)) }
    let missing = Set(repair.lostModels.map(\.digest))
    let archive = Archive(repair.reader)
    let numbers = repair.models.indices.filter {
      !missing.isEmpty && archive.needs(repair.models[$0], among: missing)
    }
    var isMissing = false
    needingModel = paths(
      of: kept.filter { entry in
        if entry.kind != .copy {
          isMissing = entry.picture.map { numbers.contains($0.model) } ?? false
        }
        return isMissing
      })
    damage = repair.damage.map {
      Damage(offset: $0.offset, length: $0.length, reason: "\($0.reason)")
    }
    healed = healing.flatMap { $0.isNeeded ? HealingReport($0) : nil }
    wasIntact = repair.isIntact && healed == nil
  }
}

/// The paths of `entries`, each once.
private func paths(of entries: [Entry]) -> [[UInt8]] {
  var seen: Set<[UInt8]> = []
  return entries.map(\.path).filter { seen.insert($0).inserted }
}
