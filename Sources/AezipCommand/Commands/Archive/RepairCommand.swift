import Aezip
import ArgumentParser
import Files
import Tables

struct RepairCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Rebuild a valid archive from a damaged one.",
    discussion: """
      All intact blocks are copied into a new archive with a new index, and what is lost is \
      reported. The damaged archive is not changed. If it was packed with --redundancy, damage \
      up to that share is repaired first, and the archive is restored byte for byte.

      Pictures are not decoded: `aezip verify` checks the result. An encrypted archive stays \
      encrypted with the same passphrase; a signature is kept if all that was signed is intact.

      The exit code is 0 if nothing is lost, 1 if something is, and 65 if nothing can be saved.

      Example:
        aezip repair broken.aez whole.aez
      """)

  @Argument(help: "The damaged archive.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @Argument(
    help: "The new archive, a name ending in .aez.", completion: .file(extensions: ["aez"]))
  var output: RawPath

  @Flag(help: "Replace the new archive if it exists.")
  var overwrite = false

  @OptionGroup var limit: LimitOption
  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var report: ArchiveReportOptions

  func validate() throws {
    guard output.endsLikeArchive else {
      throw ValidationError("the new archive is a name ending in .aez, not '\(output)'")
    }
  }

  func run() async throws {
    let line = ProgressLine("repairing", quiet: report.quiet)
    let result = try await naming(archive) {
      defer { line.finish() }
      let path = try archive.archivePath()
      try passphrase.refuse(archive, if: Archive.isPlain(path))
      return try Archive.repair(
        path, into: output.bytes, overwrite: overwrite, limit: limit.bytes,
        passphrase: passphrase.read(for: archive)
      ) {
        line.show($0)
      }
    }
    for message in messages(result) { Output.note(message) }
    try report.print(
      result: RepairJSON(result, archive: output), text: "\(output): \(verdict(result))")
    throw result.isComplete ? ExitCode.success : ExitCode.incomplete
  }

  /// Damaged ranges that are shown; after a few they say no more.
  private static let shownDamage = 20

  private func messages(_ report: RepairReport) -> [String] {
    // What is repaired completely is part of the verdict.
    let healed = report.healed.flatMap { $0.isComplete ? nil : ["\(archive): \($0.text)"] } ?? []
    let shown = report.damage.prefix(Self.shownDamage).map { damage in
      damage.length > 0
        ? "\(archive): \(plural(damage.length, "byte")) at byte \(damage.offset) unusable: "
          + damage.reason
        : "\(archive): \(damage.reason)"
    }
    let more = report.damage.count - shown.count
    return healed + shown
      + (more > 0 ? ["\(archive): \(plural(more, "further damaged range"))"] : [])
      + report.renamed.map { "renamed: \($0.path), a hostile path, is now \($0.name)" }
      + report.lost.map { "lost: \(displayName(of: $0))" }
      + report.needingModel.map {
        "saved without its model: \(displayName(of: $0)); give the model file with --model"
      }
      + (report.lostSignature
        ? ["the new archive is not signed: some of what was signed is lost"] : [])
      + (report.mayHaveLostMore ? ["more may be lost: the index is lost"] : [])
  }

  private func verdict(_ report: RepairReport) -> String {
    let size =
      "\(report.saved == 1 ? "1 entry" : "\(report.saved) entries"), \(byteCount(report.bytes))"
    if let healed = report.healed, healed.isComplete, report.isComplete {
      return "\(size): \(healed.text), nothing lost"
    }
    if report.wasIntact { return "\(size): \(archive) is intact and was copied" }
    if report.isComplete { return "\(size): nothing lost" }
    let losses =
      [
        report.lost.isEmpty ? nil : "\(report.lost.count) lost",
        report.needingModel.isEmpty ? nil : "\(report.needingModel.count) without their model",
        report.mayHaveLostMore ? "more may be lost" : nil,
        report.lost.isEmpty && report.needingModel.isEmpty && !report.mayHaveLostMore
          ? "an unused model is lost" : nil,
      ].compactMap { $0 }
    return "\(size) saved; " + losses.joined(separator: ", ")
  }
}

private struct RepairJSON: Encodable {
  struct LostJSON: Encodable {
    let path: String
    let pathBytes: String?

    init(_ bytes: [UInt8]) {
      (path, pathBytes) = (PathJSON(bytes).path, PathJSON(bytes).pathBytes)
    }
  }

  struct RenamedJSON: Encodable {
    let path: String
    let name: String
  }

  struct DamageJSON: Encodable {
    let offset: Int
    let length: Int
    let reason: String
  }

  let archive: String
  let archivePathBytes: String?
  let bytes: Int
  /// Files, folders and links.
  let saved: Int
  let renamed: [RenamedJSON]
  let lost: [LostJSON]
  let mayHaveLostMore: Bool
  let needingModel: [LostJSON]
  let lostModels: [String]
  let damage: [DamageJSON]
  let damagedBytes: Int?
  let healedBytes: Int?
  let healedPlaces: Int?
  let lostSignature: Bool
  let wasIntact: Bool

  init(_ report: RepairReport, archive path: RawPath) {
    (archive, archivePathBytes) = (PathJSON(path.bytes).path, PathJSON(path.bytes).pathBytes)
    (bytes, saved) = (report.bytes, report.saved)
    renamed = report.renamed.map { RenamedJSON(path: $0.path, name: $0.name.string) }
    lost = report.lost.map(LostJSON.init)
    mayHaveLostMore = report.mayHaveLostMore
    needingModel = report.needingModel.map(LostJSON.init)
    lostModels = report.lostModels
    damage = report.damage.map {
      DamageJSON(offset: $0.offset, length: $0.length, reason: $0.reason)
    }
    damagedBytes = report.healed?.damagedBytes
    healedBytes = report.healed?.healedBytes
    healedPlaces = report.healed?.healedPlaces
    (lostSignature, wasIntact) = (report.lostSignature, report.wasIntact)
  }
}
