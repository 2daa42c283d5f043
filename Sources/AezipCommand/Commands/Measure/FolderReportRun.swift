import Aezip
import ArgumentParser
import Evaluation
import Files
import Foundation

/// `aezip report` of folders.
struct FolderReportRun {
  let command: ReportCommand

  func run() async throws {
    let files = try ReportFiles(page: command.out, overwrite: command.overwrite)
    let plan = try plan(cache: files?.cache)
    let line = ProgressLine("measuring", quiet: command.report.quiet, unit: "measurement")
    let result: FolderReport.Result
    do {
      defer { line.finish() }
      result = try await plan.run(conditions: conditions) {
        line.show($0.progress, label: $0.label)
      }
    }
    Output.complain(about: result.problems)
    if let files {
      let shown = try await Showcase.pictures(
        command.show ?? 8, of: result, jobs: command.jobs.count)
      try files.write(result.report, shown)
    }
    if command.report.json {
      try Output.print(json: result.report)
    } else if !command.report.quiet {
      try Output.print(ReportTable(result.report).text)
      if let files { try Output.print(files.line) }
    }
    throw ExitCode(for: result.problems)
  }

  private func plan(cache: [UInt8]?) throws -> FolderReport {
    var plan = FolderReport(paths: command.paths.map(\.bytes))
    plan.sample = command.sample
    plan.without = Set(command.without)
    plan.anchor = command.anchor ?? plan.anchor
    plan.cache = cache
    plan.jobs = command.jobs.count
    for effort in command.efforts where !plan.efforts.contains(where: { $0.effort == effort }) {
      plan.efforts.append(GivenEffort(effort, Effort.choice(effort)))
    }
    for file in command.models {
      let name = file.baseName
      guard !plan.models.contains(where: { $0.name == name }) else {
        throw ValidationError("two models are called \(name); rename one of the files")
      }
      plan.models.append(GivenModel(name: name, file: try readModel(toPackWith: file)))
    }
    if let file = command.published {
      let bytes = try InputFile(path: file.bytes, followingLinks: true).readAll(limit: 1 << 26)
      do {
        plan.published = try PublishedCurves.read(bytes)
      } catch {
        throw Failure(file: file, error: error)
      }
    }
    return plan
  }

  private var conditions: Evaluation.Report.Conditions {
    Evaluation.Report.Conditions(
      title: command.paths.map { displayName(of: $0.lastPart) }.joined(separator: ", "),
      date: Date.now.formatted(.iso8601.year().month().day()),
      program: "aezip \(Program.version), model \(Archive.newestModel.name)",
      machine: Machine.description)
  }
}

extension RawPath {
  /// What a file is called, without what follows the last point.
  fileprivate var baseName: String {
    let name = displayName(of: lastPart)
    return name.lastIndex(of: ".").map { $0 > name.startIndex ? String(name[..<$0]) : name } ?? name
  }
}
