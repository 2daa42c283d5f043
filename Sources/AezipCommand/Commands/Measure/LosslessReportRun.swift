import ArgumentParser
import Evaluation
import Foundation

/// `aezip report --lossless`.
struct LosslessReportRun {
  let command: ReportCommand

  func run() async throws {
    let files = try command.out.map {
      try ResultFiles.create($0, overwrite: command.overwrite)
    }
    let conditions = MeasurementConditions.now(arguments: CommandLine.arguments)
    let line = ProgressLine("measuring", quiet: command.report.quiet, unit: "codec")
    let measured: LosslessReport.Measured
    do {
      defer { line.finish() }
      measured = try await LosslessReport.measure(
        command.paths.map(\.bytes), title: command.title, conditions: conditions,
        aezip: Bundle.main.executablePath ?? CommandLine.arguments[0],
        without: Set(command.without)
      ) { line.show($1, label: $0) }
    }
    Output.complain(about: measured.problems)
    let report = measured.report
    if let files, let out = command.out {
      let page =
        out.hasExtension(["md"])
        ? ResultPage(title: "Exact storage of \(report.title)", tables: report.tables)
          .markdown(conditions)
        : try LosslessPage(report: report).render()
      try files.write(text: page, json: Output.text(json: report))
    }
    if command.report.json {
      try Output.print(json: report)
    } else if !command.report.quiet {
      try Output.print(report.tables[0].text)
      try Output.print(conditions.text)
      if let files { try Output.print(files.line) }
    }
    throw ExitCode(for: measured.problems)
  }
}
