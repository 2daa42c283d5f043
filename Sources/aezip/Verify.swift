import Archiver
import ArgumentParser

struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check an archive by decoding all of it.",
    discussion: """
      Every checksum and every digest is checked; nothing is written. What is damaged is named, \
      and the exit code is 65.

      Example:
        aezip verify photos.aez
      """)

  @Argument(help: "The archive.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @OptionGroup var models: ModelsOption
  @OptionGroup var limit: LimitOption
  @OptionGroup var jobs: JobsOption
  @OptionGroup var report: ReportOptions

  func run() async throws {
    let line = ProgressLine("verifying", quiet: report.quiet)
    let result = try await naming(archive) {
      defer { line.finish() }
      return try await Archive(path: archive.bytes, models: models.read(), limit: limit.bytes)
        .verify(jobs: jobs.count) { line.show($0) }
    }
    Output.complain(about: result.problems, in: archive)
    if result.isDamaged {
      Output.complain(about: "\(archive): `aezip repair` makes a whole archive of the rest")
    }
    if report.json {
      try Output.print(json: UnpackJSON(result))
    } else if !report.quiet {
      try Output.print("\(archive): \(verdict(result))")
    }
    throw ExitCode(for: result.problems)
  }

  private func verdict(_ report: UnpackReport) -> String {
    let intact =
      "\(plural(report.pictures, "picture")), "
      + (report.tables > 0 ? "\(plural(report.tables, "table")), " : "")
      + "\(plural(report.exactFiles, "file")), "
      + "\(plural(report.folders, "folder")), \(plural(report.links, "link"))"
    let problems = report.problems.count
    return problems == 0
      ? "intact: \(intact)" : "\(plural(problems, "problem")); intact are \(intact)"
  }
}
