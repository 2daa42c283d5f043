import Aezip
import ArgumentParser
import Tables

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check archives by decoding all of them.",
    discussion: """
      Every checksum and digest is checked; nothing is written. Damage is reported with exit \
      code 65, and with what `aezip repair` can restore.

      A signature proves that the archive has not changed since the owner of some key signed \
      it; --signer says whose key that must be. A signature that only a newer aezip can check \
      is reported as unchecked, with exit code 1. Pictures packed with --no-check have no \
      digest of their pixels; their number is reported.

      Examples:
        aezip verify photos.aez
        aezip verify photos.aez --signer anna.pem
      """,
    aliases: ["test", "t"])

  @Argument(
    help: ArgumentHelp("Archives, or - for standard input.", valueName: "archive"),
    completion: .file(extensions: ["aez"]))
  var archives: [RawPath]

  @OptionGroup var models: ModelsOption
  @OptionGroup var limit: LimitOption
  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var signer: SignerOption
  @OptionGroup var jobs: JobsOption
  @OptionGroup var report: ArchiveReportOptions

  func run() async throws {
    let key = try signer.read()
    var results: [UnpackJSON] = []
    let outcome: (any Error)?
    do {
      try await forEach(archives) { archive in
        let result = try await verify(archive, key)
        results.append(
          UnpackJSON(result, archive: archives.count > 1 ? "\(archive)" : nil))
        if report.jsonLines, let last = results.last { try JSONLines.print("result", last) }
        throw ExitCode(for: result.problems)
      }
      outcome = nil
    } catch {
      outcome = error
    }
    if report.json, archives.count == 1 {
      for result in results { try Output.print(json: result) }
    } else if report.json {
      try Output.print(json: results)
    }
    if let outcome { throw outcome }
  }

  private func verify(_ archive: RawPath, _ key: [UInt8]?) async throws -> UnpackReport {
    // A second look at a damaged archive must not ask again.
    var asked: String??
    func ask() throws -> String? {
      let answer = try asked ?? passphrase.read(for: archive)
      asked = .some(answer)
      return answer
    }
    try passphrase.check(for: archive)
    let line = ProgressLine("verifying", quiet: report.quiet)
    let result: UnpackReport
    do {
      result = try await naming(archive) {
        defer { line.finish() }
        let opened = try Archive(
          path: archive.archivePath(), models: models.read(), limit: limit.bytes,
          passphrase: ask())
        try passphrase.refuse(archive, if: !opened.isEncrypted)
        return try await opened.verify(signer: key, jobs: jobs.count) { line.show($0) }
      }
    } catch {
      if let healing = healing(of: archive, ask) { Output.note("\(archive): \(healing.promise)") }
      throw error
    }
    Output.complain(about: result.problems, in: archive)
    if result.isDamaged {
      let promise =
        healing(of: archive, ask)?.promise ?? "`aezip repair` makes a valid archive of the rest"
      Output.note("\(archive): \(promise)")
    }
    if !report.json, !report.jsonLines, !report.quiet {
      try Output.print("\(archive): \(verdict(result))")
    }
    return result
  }

  /// What could be healed, if anything.
  private func healing(
    of archive: RawPath, _ passphrase: () throws -> String?
  ) -> HealingReport? {
    try? Archive.healing(of: archive.archivePath(), limit: limit.bytes, passphrase: passphrase())
  }

  private func verdict(_ report: UnpackReport) -> String {
    let intact = EntryCounts(report).text()
    let problems = report.problems.count { $0.kind != .unchecked }
    let isUnchecked = problems < report.problems.count
    let signed =
      report.signer.map(signature) ?? (isUnchecked ? "; signature unchecked" : "")
    let details = "\(intact)\(unchecked(report))\(signed)"
    return problems == 0
      ? "intact: \(details)" : "\(plural(problems, "problem")); intact: \(details)"
  }

  /// What there was no digest to check by.
  private func unchecked(_ report: UnpackReport) -> String {
    let count = report.uncheckedPictures
    guard count > 0 else { return "" }
    return "; \(plural(count, "picture")) without a digest of pixels"
  }

  /// Who signed the archive, as the verdict ends.
  private func signature(_ fingerprint: String) -> String {
    "; signed by \(fingerprint.prefix(16))…"
      + (signer.signer == nil ? " (key not confirmed by --signer)" : "")
  }
}
