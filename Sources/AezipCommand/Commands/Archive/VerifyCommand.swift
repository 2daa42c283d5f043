import Aezip
import ArgumentParser
import Tables

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check an archive by decoding all of it.",
    discussion: """
      Every checksum and every digest is checked; nothing is written. What is damaged is named, \
      and the exit code is 65. Of an archive with redundancy it is said how much `aezip repair` \
      heals.

      A signature is checked as well. By itself it tells that nothing has changed since the owner \
      of some key signed; whose that is tells only --signer, with a public key that is known to \
      be somebody's. One of a kind that only a newer aezip knows is no damage: that it is not \
      checked is said, and the exit code is 1.

      Of pictures packed with --no-check the codes' checksums are checked, but there is no digest \
      of the pixels; how many those are is said.

      Examples:
        aezip verify photos.aez
        aezip verify photos.aez --signer anna.pem
      """)

  @Argument(help: "The archive.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @OptionGroup var models: ModelsOption
  @OptionGroup var limit: LimitOption
  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var signer: SignerOption
  @OptionGroup var jobs: JobsOption
  @OptionGroup var report: ReportOptions

  func run() async throws {
    let key = try signer.read()
    // A second look at a damaged archive must not ask again.
    var asked: String??
    func ask() throws -> String? {
      let answer = try asked ?? passphrase.read(for: archive)
      asked = .some(answer)
      return answer
    }
    let line = ProgressLine("verifying", quiet: report.quiet)
    let result: UnpackReport
    do {
      result = try await naming(archive) {
        defer { line.finish() }
        return try await Archive(
          path: archive.bytes, models: models.read(), limit: limit.bytes, passphrase: ask()
        )
        .verify(signer: key, jobs: jobs.count) { line.show($0) }
      }
    } catch {
      if let healing = healing(ask) { Output.complain(about: "\(archive): \(healing.promise)") }
      throw error
    }
    Output.complain(about: result.problems, in: archive)
    if result.isDamaged {
      let promise = healing(ask)?.promise ?? "`aezip repair` makes a whole archive of the rest"
      Output.complain(about: "\(archive): \(promise)")
    }
    if report.json {
      try Output.print(json: UnpackJSON(result))
    } else if !report.quiet {
      try Output.print("\(archive): \(verdict(result))")
    }
    throw ExitCode(for: result.problems)
  }

  /// What could be healed, if anything.
  private func healing(_ passphrase: () throws -> String?) -> HealingReport? {
    try? Archive.healing(of: archive.bytes, limit: limit.bytes, passphrase: passphrase())
  }

  private func verdict(_ report: UnpackReport) -> String {
    let intact =
      "\(plural(report.pictures, "picture")), "
      + (report.tables > 0 ? "\(plural(report.tables, "table")), " : "")
      + "\(plural(report.exactFiles, "file")), "
      + "\(plural(report.folders, "folder")), \(plural(report.links, "link"))"
    let problems = report.problems.count { $0.kind != .unchecked }
    let isUnchecked = problems < report.problems.count
    let signed =
      report.signer.map(signature) ?? (isUnchecked ? "; signed, which is not checked" : "")
    let details = "\(intact)\(unchecked(report))\(signed)"
    return problems == 0
      ? "intact: \(details)" : "\(plural(problems, "problem")); intact are \(details)"
  }

  /// What there was no digest to check by.
  private func unchecked(_ report: UnpackReport) -> String {
    let count = report.uncheckedPictures
    guard count > 0 else { return "" }
    return "; \(plural(count, "picture")) \(count == 1 ? "has" : "have") no digest of "
      + "\(count == 1 ? "its" : "their") pixels"
  }

  /// Who signed the archive, as the verdict ends.
  private func signature(_ fingerprint: String) -> String {
    "; signed by \(fingerprint.prefix(16))…" + (signer.signer == nil ? ", whoever that is" : "")
  }
}
