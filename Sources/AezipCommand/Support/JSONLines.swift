import Aezip
import ArgumentParser
import Files
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reports for programs: one JSON object per line, each with a `type`.
enum JSONLines {
  private static let isUsed = Mutex(false)

  /// Whether progress, problems, errors and results are printed in this way.
  static var isOn: Bool { isUsed.withLock { $0 } }

  static func use() { isUsed.withLock { $0 = true } }

  /// Prints `value` with its `type`.
  static func print(_ type: String, _ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(Line(type: type, value: value)), as: UTF8.self)
    try StandardStream.output.write(text + "\n")
  }

  private struct Line<Value: Encodable>: Encodable {
    let type: String
    let value: Value

    func encode(to encoder: any Encoder) throws {
      try value.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(type, forKey: .type)
    }

    private enum CodingKeys: CodingKey { case type }
  }

  struct ProgressJSON: Encodable {
    let action: String
    let files: Int
    let totalFiles: Int
    let bytes: Int
    let totalBytes: Int
  }

  struct ErrorJSON: Encodable {
    let message: String
    let exitCode: Int32
  }
}

/// How a command on archives reports.
struct ArchiveReportOptions: ParsableArguments {
  @Flag(help: "Report as JSON on standard output.")
  var json = false

  @Flag(help: "Report progress, problems and result as JSON Lines.")
  var jsonLines = false

  @Flag(name: .shortAndLong, help: "Print problems only.")
  var quiet = false

  func validate() throws {
    guard !(json && jsonLines) else {
      throw ValidationError("--json and --json-lines exclude each other")
    }
    if jsonLines { JSONLines.use() }
  }

  /// Prints the result, unless it is to be quiet.
  func print(result: @autoclosure () -> some Encodable, text: @autoclosure () -> String) throws {
    if jsonLines {
      try JSONLines.print("result", result())
    } else if json {
      try Output.print(json: result())
    } else if !quiet {
      try Output.print(text())
    }
  }
}
