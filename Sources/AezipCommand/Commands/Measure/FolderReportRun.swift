import Aezip
import ArgumentParser
import Evaluation
import Files

/// `aezip report` for folders.
struct FolderReportRun {
  let command: ReportCommand

  func run() async throws {
    let files = try command.out.map {
      try ReportFiles.create($0, overwrite: command.overwrite)
    }
    let conditions = MeasurementConditions.now(arguments: CommandLine.arguments)
    let plan = try plan(cache: files?.cache)
    let line = ProgressLine("measuring", quiet: command.report.quiet, unit: "measurement")
    let result: FolderReport.Result
    do {
      defer { line.finish() }
      result = try await plan.run(command.title, conditions: conditions) {
        line.show($0.progress, label: $0.label)
      }
    }
    Output.complain(about: result.problems)
    if let files {
      let count = files.showsPictures ? command.show ?? 8 : 0
      let shown = try await Showcase.pictures(count, of: result, jobs: command.jobs.count)
      try files.write(result.report, shown, conditions)
    }
    if command.report.json {
      try Output.print(json: result.report)
    } else if !command.report.quiet {
      try Output.print(ReportTable(result.report).table.text)
      try Output.print(conditions.text)
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
    for effort in command.efforts where !plan.efforts.contains(effort) {
      plan.efforts.append(effort)
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
}

extension RawPath {
  /// The last component without its extension.
  fileprivate var baseName: String {
    let name = displayName(of: lastPart)
    return name.lastIndex(of: ".").map { $0 > name.startIndex ? String(name[..<$0]) : name } ?? name
  }
}
