import Bytes
import Container
import Files
import Protection
import SystemPackage
import Tables

extension Archive {
  /// Rebuilds a valid archive from what is intact of a damaged one.
  ///
  /// Damage is healed first, as far as the archive's redundancy reaches: where that is all of it,
  /// the archive that was packed is written, byte for byte. Else the new one has the same
  /// redundancy.
  ///
  /// Blocks are checked and copied, and pictures are not decoded. The valid archive appears under
  /// its name when it is complete, or not at all.
  ///
  /// - Parameters:
  ///   - damaged: path of the archive, which stays as it is
  ///   - output: path of the valid archive
  ///   - overwrite: whether a file of that name may be replaced, if it is not the damaged archive
  ///   - limit: see ``init(path:models:limit:passphrase:)``
  ///   - passphrase: of an encrypted archive, and of the valid one then
  ///   - progress: called now and then with the bytes gone over; each is gone over three times
  /// - Throws: errors of the kinds in ``ErrorKind``; ``AezipError/nothingSaved``;
  ///   ``AezipError/outputIsInput`` for one path twice
  public static func repair(
    _ damaged: FilePath, into output: FilePath, overwrite: Bool = false,
    limit: Int = Archive.standardLimit, passphrase: @autoclosure () throws -> String? = nil,
    progress: (Progress) -> Void = { _ in }
  ) throws -> RepairReport {
    try repair(
      damaged.bytes, into: output.bytes, overwrite: overwrite, limit: limit,
      passphrase: try passphrase(), progress: progress)
  }

  /// Repairs an archive with paths as bytes.
  package static func repair(
    _ damaged: [UInt8], into output: [UInt8], overwrite: Bool = false,
    limit: Int = Archive.standardLimit, passphrase: @autoclosure () throws -> String? = nil,
    progress: (Progress) -> Void = { _ in }
  ) throws -> RepairReport {
    let input = try InputFile(path: damaged, followingLinks: true)
    let found = try Directory.current.status(of: output, followingLinks: true)
    guard found?.stamp.identity != input.stamp.identity else { throw AezipError.outputIsInput }
    let file = try ArchiveFile(path: output, replacing: overwrite)
    do {
      let source = try ArchiveSource(input, isLenient: true, passphrase: passphrase)
      let count = source.bytes.count
      var state = Progress(files: 0, totalFiles: 1, bytes: 0, totalBytes: 3 * count)
      let held = DecodeLimits(bytes: limit)
      let healing = try ArchiveHealing.heal(source.bytes, limit: held) { offset in
        state.bytes = min(offset, count)
        progress(state)
      }
      let bytes: any ByteSource = healing.flatMap { $0.isNeeded ? $0 : nil } ?? source.bytes
      let repair = try Self.remains(of: bytes, isDecrypted: source.decrypted != nil, held) {
        state.bytes = count + $0
        progress(state)
      }
      var report = RepairReport(repair, healing)
      guard report.saved > 0 || report.isComplete else { throw AezipError.nothingSaved }
      var redundancy = healing?.redundancy
      if source.passphrase != nil { redundancy?.slack = ArchiveOutput.damageGrowth }
      var output = try repair.write(
        into: ArchiveOutput(file, passphrase: source.passphrase), redundancy: redundancy
      ) {
        state.bytes = 2 * count + $0
        progress(state)
      } signed: {
        report.lostSignature = repair.wasSigned && !$0
      }
      try output.finish()
      // Healed damage is not reported again.
      let isHealed = healing.map { $0.isNeeded && $0.isComplete } ?? false
      if !isHealed { report.take(source.decrypted?.damage ?? []) }
      report.bytes = file.count
      try file.commit()
      return report
    } catch {
      file.abandon()
      throw error
    }
  }
}

extension Archive {
  /// The intact parts of a damaged archive.
  ///
  /// - Throws: ``AezipError/nothingSaved`` if there are none
  private static func remains(
    of bytes: any ByteSource, isDecrypted: Bool, _ limit: DecodeLimits, _ progress: (Int) -> Void
  ) throws -> ArchiveRepair {
    do {
      return try ArchiveRepair.plan(for: bytes, limit: limit, progress: progress)
    } catch ArchiveError.endsEarly {
      throw AezipError.nothingSaved
    } catch ArchiveError.notAnArchive where isDecrypted {
      throw AezipError.nothingSaved
    }
  }
}

extension RepairReport {
  fileprivate init(_ repair: ArchiveRepair, _ healing: ArchiveHealing?) {
    let kept = repair.keptEntries
    saved = kept.count { $0.endsFile }
    lost = paths(of: repair.lost)
    renamed = repair.renamed.map { .init(path: displayName(of: $0.path), name: FilePath($0.name)) }
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

  /// Records damage found by decrypting.
  fileprivate mutating func take(_ found: [DecryptedSource.Damage]) {
    damage =
      found.map {
        Damage(offset: $0.range.lowerBound, length: $0.range.count, reason: $0.reason)
      } + damage
    if !found.isEmpty { wasIntact = false }
  }
}

/// The distinct paths of `entries`.
private func paths(of entries: [Entry]) -> [[UInt8]] {
  var seen: Set<[UInt8]> = []
  return entries.map(\.path).filter { seen.insert($0).inserted }
}
