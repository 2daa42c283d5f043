import Aezip
import ArgumentParser
import Files
import Tables

struct RepairCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Make a whole archive of what is intact of a damaged one.",
    discussion: """
      What a damaged or cut archive still holds is copied into a new one, and its index made \
      anew: of an archive with a destroyed block all that is in the others, of a cut one all \
      before the cut, of one without its index everything. What is lost is named. The damaged \
      archive stays as it is.

      If it was packed with --redundancy damage is healed first, and nothing is lost at all while \
      it is no more than was asked for: the archive comes back byte for byte.

      Pictures are not decoded and not coded again; `aezip verify` checks that each decodes to \
      what was packed. An encrypted archive gives one that is encrypted with the same passphrase; \
      a signature stays if all that was signed comes out as it was.

      The exit code is 0 if nothing is lost, 1 if something is, and 65 if nothing can be saved.

      Example:
        aezip repair broken.aez whole.aez
      """)

  @Argument(help: "The damaged archive.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @Argument(
    help: "The whole archive, a name ending in .aez.", completion: .file(extensions: ["aez"]))
  var output: RawPath

  @Flag(help: "Replace the output if it exists.")
  var overwrite = false

  @OptionGroup var limit: LimitOption
  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard output.endsLikeArchive else {
      throw ValidationError("the whole archive is a name ending in .aez, not '\(output)'")
    }
  }

  func run() async throws {
    let line = ProgressLine("repairing", quiet: report.quiet)
    let result = try await naming(archive) {
      defer { line.finish() }
      return try Archive.repair(
        archive.bytes, into: output.bytes, overwrite: overwrite, limit: limit.bytes,
        passphrase: passphrase.read(for: archive)
      ) {
        line.show($0)
      }
    }
    for message in messages(result) { Output.complain(about: message) }
    if report.json {
      try Output.print(json: RepairJSON(result, archive: output))
    } else if !report.quiet {
      try Output.print("\(output): \(verdict(result))")
    }
    throw result.isComplete ? ExitCode.success : ExitCode.incomplete
  }

  /// Places of damage that are shown; after a few they tell no more.
  private static let shownDamage = 20

  private func messages(_ report: RepairReport) -> [String] {
    // What is healed whole is told last, and alone.
    let healed = report.healed.flatMap { $0.isComplete ? nil : ["\(archive): \($0.text)"] } ?? []
    let shown = report.damage.prefix(Self.shownDamage).map { damage in
      damage.length > 0
        ? "\(archive): \(plural(damage.length, "byte")) at byte \(damage.offset) cannot be used: "
          + damage.reason
        : "\(archive): \(damage.reason)"
    }
    let more = report.damage.count - shown.count
    return healed + shown
      + (more > 0 ? ["\(archive): damaged in \(plural(more, "further place"))"] : [])
      + report.lost.map { "lost: \(displayName(of: $0))" }
      + report.needingModel.map {
        "saved, but its model is lost: \(displayName(of: $0)); give the model's file with --model"
      }
      + (report.lostSignature
        ? ["the whole archive is not signed: not all that was signed is the same"] : [])
      + (report.mayHaveLostMore ? ["what else is lost is not known, as the index is lost"] : [])
  }

  private func verdict(_ report: RepairReport) -> String {
    let size = "\(plural(report.saved, "object")), \(byteCount(report.bytes))"
    if let healed = report.healed, healed.isComplete, report.isComplete {
      return "\(size): \(healed.text), nothing is lost"
    }
    if report.wasIntact { return "\(size): \(archive) is intact, and was copied" }
    if report.isComplete { return "\(size): nothing is lost" }
    let losses =
      [
        report.lost.isEmpty ? nil : "\(report.lost.count) lost",
        report.needingModel.isEmpty ? nil : "\(report.needingModel.count) without their model",
        report.mayHaveLostMore ? "more may be lost" : nil,
        report.lost.isEmpty && report.needingModel.isEmpty && !report.mayHaveLostMore
          ? "lost is a model that none of them needs" : nil,
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
