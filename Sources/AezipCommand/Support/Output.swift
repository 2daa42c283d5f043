import Aezip
import Files

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What commands print.
enum Output {
  /// A line, or several, on standard output.
  static func print(_ text: String) throws {
    try StandardStream.output.write(text + "\n")
  }

  /// A value as JSON on standard output.
  static func print(json value: some Encodable) throws { try print(text(json: value)) }

  /// Rows as a JSON array on standard output, some thousands at a time: as text they take many
  /// times what they take otherwise.
  static func print<Row: Encodable>(jsonRows count: Int, row: (Int) -> Row) throws {
    guard count > 0 else { return try print(json: [Row]()) }
    // The first and the last line of an array's text are its brackets.
    try StandardStream.output.write("[")
    for start in stride(from: 0, to: count, by: 4096) {
      let rows = (start..<min(start + 4096, count)).map(row)
      let array = try text(json: rows)
      try StandardStream.output.write((start > 0 ? "," : "") + array.dropFirst().dropLast(2))
    }
    try print("\n]")
  }

  /// A path as a JSON string.
  static func quoted(_ path: RawPath) throws -> String { try text(json: PathJSON(path.bytes).path) }

  static func text(json value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    // A PSNR of equal pictures is infinite, and JSON has no word for that.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// A line on standard error. If that fails there is nowhere to report it.
  static func complain(about message: String) {
    try? StandardStream.error.write("aezip: \(message)\n")
  }

  /// One line each, with the name of the file that all of them are about if it is given.
  static func complain(about problems: [Problem], in file: RawPath? = nil) {
    for problem in problems {
      let message = (file.map { "\($0): " } ?? "") + Advice.sentence(for: problem)
      if JSONLines.isOn {
        try? JSONLines.print("problem", ProblemJSON(Problem(message: message, kind: problem.kind)))
      } else {
        complain(about: message)
      }
    }
  }

  /// A line that says nothing is lost or wrong.
  static func note(_ message: String) {
    complain(about: [Problem(message: message, kind: nil)])
  }
}

/// A problem as JSON.
struct ProblemJSON: Encodable {
  let message: String
  /// "note" where nothing is lost or wrong, "unchecked" where that is not known.
  let kind: String

  init(_ problem: Problem) {
    message = Advice.sentence(for: problem)
    kind =
      switch problem.kind {
      case .misuse: "misuse"
      case .badData: "badData"
      case .system: "system"
      case .unchecked: "unchecked"
      case .internal: "internal"
      case nil: "note"
      }
  }
}

/// A path as JSON: a string, and its bytes in base64 where the string is not all of it.
struct PathJSON {
  let path: String
  let pathBytes: String?

  init(_ bytes: [UInt8]) {
    if let text = String(validating: bytes, as: UTF8.self) {
      (path, pathBytes) = (text, nil)
    } else {
      (path, pathBytes) = (displayName(of: bytes), Data(bytes).base64EncodedString())
    }
  }
}
