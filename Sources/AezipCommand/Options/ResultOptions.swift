import ArgumentParser
import Evaluation
import Files

/// How a measurement is reported, and where its table is kept.
struct ResultOptions: ParsableArguments {
  @Flag(help: "Report as JSON, on standard output.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Write a Markdown table here, and JSON beside it.", valueName: "table.md"))
  var out: RawPath?

  @Flag(help: "Replace the files of --out if they exist.")
  var overwrite = false

  func validate() throws {
    if let out, !out.hasExtension(["md"]) {
      throw ValidationError("the table must have a name ending in .md, not '\(out)'")
    }
  }

  /// Measures, and reports the result as text or JSON and in the files asked for.
  ///
  /// - Parameters:
  ///   - title: what is measured, as in "Speed of packing"
  ///   - measure: returns the result for programs and its tables for people
  func report<Value: Encodable>(
    _ title: String, measure: () async throws -> (value: Value, tables: [ResultTable])
  ) async throws {
    let files = try out.map { try ResultFiles.create($0, overwrite: overwrite) }
    let (value, tables) = try await measure()
    let conditions = MeasurementConditions.now(arguments: CommandLine.arguments)
    try files?.write(
      ResultPage(title: title, tables: tables), conditions,
      json: Output.text(json: Result(title: title, conditions: conditions, result: value)))
    if json {
      try Output.print(json: value)
    } else {
      try Output.print((tables.map(\.text) + [conditions.text]).joined(separator: "\n\n"))
    }
  }

  /// A result in a file, which stands by itself.
  private struct Result<Value: Encodable>: Encodable {
    let title: String
    let conditions: MeasurementConditions
    let result: Value
  }
}

/// The files of a result: a page in Markdown or HTML, JSON beside it and, where there is one, a
/// picture.
///
/// They are created before the measurement, so that a name that is taken does not cost an hour.
struct ResultFiles {
  private let page: OutputFile
  private let json: OutputFile
  private let picture: OutputFile?
  let names: [RawPath]

  /// The names of the written files, in a line.
  var line: String { Self.line(of: names) }

  static func line(of names: [RawPath]) -> String {
    "written: " + names.map(\.description).joined(separator: ", ")
  }

  /// - Parameter hasPicture: whether an SVG file is written, too
  static func create(
    _ page: RawPath, overwrite: Bool, hasPicture: Bool = false
  ) throws -> ResultFiles {
    let names =
      [page, page.replacingExtension(with: "json")]
      + (hasPicture ? [page.replacingExtension(with: "svg")] : [])
    let files = try names.map { try OutputFile(path: $0.bytes, replacing: overwrite) }
    return ResultFiles(
      page: files[0], json: files[1], picture: hasPicture ? files[2] : nil, names: names)
  }

  /// Writes all files; each appears whole or not at all.
  func write(
    _ page: ResultPage, _ conditions: MeasurementConditions, json: String, picture: String? = nil
  ) throws {
    try write(text: page.markdown(conditions), json: json, picture: picture)
  }

  /// Writes all files; each appears whole or not at all.
  ///
  /// - Parameter text: the page, in Markdown or HTML
  func write(text: String, json: String, picture: String? = nil) throws {
    try self.page.append(Array(text.utf8))
    try self.json.append(Array((json + "\n").utf8))
    if let picture { try self.picture?.append(Array(picture.utf8)) }
    try self.json.commit()
    if picture != nil { try self.picture?.commit() }
    try self.page.commit()
  }
}

extension ResultTable {
  /// The table for the terminal, with its heading and its notes.
  var text: String {
    ([heading, table([columns] + rows, right: Set(columns.indices.dropFirst()))]
      .compactMap { $0 } + notes).joined(separator: "\n")
  }
}

extension MeasurementConditions {
  /// The conditions on one line.
  var text: String { "\(program); \(machine); \(toolchain); \(date)" }
}

/// How often a duration is measured.
struct RoundsOption: ParsableArguments {
  @Option(help: ArgumentHelp("The number of measurements.", valueName: "n"))
  var rounds = 5

  func validate() throws {
    guard (1...1000).contains(rounds) else {
      throw ValidationError("--rounds \(rounds) is not within 1…1000")
    }
  }
}

extension RawPath {
  /// Whether the name ends in one of some extensions, in any case.
  func hasExtension(_ extensions: Set<String>) -> Bool {
    let name = String(decoding: bytes, as: UTF8.self).lowercased()
    return extensions.contains { name.hasSuffix(".\($0)") }
  }

  /// The path with another extension.
  func replacingExtension(with new: String) -> RawPath {
    let end = bytes.lastIndex(of: UInt8(ascii: ".")) ?? bytes.count
    return RawPath(Array(bytes[..<end]) + Array(".\(new)".utf8))
  }
}
