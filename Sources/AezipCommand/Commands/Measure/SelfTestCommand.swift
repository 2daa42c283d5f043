import Aezip
import ArgumentParser

struct SelfTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest",
    abstract: "Check that this machine decodes bit-exactly.",
    discussion: """
      Decodes small built-in archives with each instruction set of this machine and compares the \
      results with the expected ones. The digest on the last line is the same on every machine \
      with this version of aezip.

      Example:
        aezip selftest
      """)

  @OptionGroup var report: ReportOptions

  func run() async throws {
    let line = ProgressLine("testing", quiet: report.quiet, unit: "archive")
    let results = await SelfTest.run { line.show($0) }
    line.finish()
    let wrong = results.filter { !$0.isRight }
    for result in wrong { Output.complain(about: Self.complaint(result)) }
    let digest = SelfTest.digest(of: results)
    if report.json {
      try Output.print(json: SelfTestJSON(results, digest: digest))
    } else if !report.quiet {
      let rows = results.map {
        [
          $0.vector, $0.instructionSet, $0.digest.map { String($0.prefix(16)) } ?? "–",
          $0.isRight ? "ok" : "WRONG",
        ]
      }
      try Output.print(table(rows))
      let count = plural(SelfTest.vectors.count, "archive")
      let sets = SelfTest.instructionSets.joined(separator: ", ")
      let verdict = wrong.isEmpty ? "ok" : "\(wrong.count) of \(results.count) differ"
      try Output.print("\(verdict): \(count) by \(sets), digest \(digest)")
    }
    throw wrong.isEmpty ? ExitCode.success : ExitCode.badData
  }

  private static func complaint(_ result: SelfTest.Result) -> String {
    let reason =
      result.problems.first
      ?? "decodes to wrong bytes; please report this together with the processor's name"
    return "\(result.vector), \(result.instructionSet): \(reason)"
  }
}

private struct SelfTestJSON: Encodable {
  struct ResultJSON: Encodable {
    let vector: String
    let instructionSet: String
    let digest: String?
    let isRight: Bool
    let problems: [String]
  }

  let version: String
  let digest: String
  let isRight: Bool
  let results: [ResultJSON]

  init(_ results: [SelfTest.Result], digest: String) {
    version = Program.version
    self.digest = digest
    isRight = results.allSatisfy(\.isRight)
    self.results = results.map {
      ResultJSON(
        vector: $0.vector, instructionSet: $0.instructionSet, digest: $0.digest,
        isRight: $0.isRight, problems: $0.problems)
    }
  }
}
