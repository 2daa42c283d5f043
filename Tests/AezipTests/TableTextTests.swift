import Aezip
import Bytes
import Container
import Foundation
import Tables
import Testing

@Suite struct TableTextTests {
  /// A CSV file of columns that are each written in their own way.
  private func text(rows: Int, separator: String = ",", newline: String = "\n") -> String {
    var state: UInt32 = 5
    func random() -> Int {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int(state >> 10)
    }
    func decimals(_ number: Int, _ count: Int) -> String {
      let digits = "\(number.magnitude)"
      let padded = String(repeating: "0", count: max(count + 1 - digits.count, 0)) + digits
      return (number < 0 ? "-" : "") + padded.dropLast(count) + "." + padded.suffix(count)
    }
    let lines = (0..<rows).map { row in
      [
        "\(row)", decimals(1_000 * row + random() % 100 - 40_000, 3),
        "\(Double(random() % 4000) / 64)", "\(random() % 9 - 4)", decimals(random() % 21 + 1, 12),
      ].joined(separator: separator)
    }
    return (["time\(separator)x\(separator)y\(separator)n\(separator)small"] + lines)
      .joined(separator: newline) + newline
  }

  private func roundTrip(
    _ file: [UInt8], error: Double = 0
  ) async throws -> (kind: ArchiveEntry.Kind, size: Int, file: [UInt8], problems: [String]) {
    let folder = try TestFolder()
    try folder.write(file, "in/a.csv")
    var options = PackOptions()
    options.maximumError = error
    let report = try await Packer.pack(
      [folder.path("in")], into: folder.path("a.aez"), options: options)
    let archive = try Archive(path: folder.path("a.aez"))
    let object = try archive.entries()[1]
    #expect(try await archive.verify().problems.isEmpty)
    _ = try await archive.unpack(into: folder.path("out"))
    return (
      object.kind, object.packedSize, try folder.read("out/in/a.csv"),
      report.problems.map(\.message)
    )
  }

  @Test(arguments: [",", ";", "\t"], ["\n", "\r\n"])
  func `texts of numbers come back byte for byte`(
    separator: String, newline: String
  ) async throws {
    let text = text(rows: 300, separator: separator, newline: newline)
    for whole in [text, String(text.dropLast())] {
      let result = try await roundTrip(Array(whole.utf8))
      #expect(result.kind == .table && result.file == Array(whole.utf8))
      #expect(result.size * 3 < whole.utf8.count)
    }
  }

  @Test(arguments: [1e-9, 0.0005, 0.05, 0.5, 4, 5, 60, 1e18])
  func `numbers of a text come back within the error`(error: Double) async throws {
    let text = text(rows: 300)
    let result = try await roundTrip(Array(text.utf8), error: error)
    #expect(result.kind == .table && result.problems == [])
    func numbers(_ text: String) -> [[Double]] {
      text.split(separator: "\n").dropFirst().map { line in
        line.split(separator: ",").map { Double($0) ?? .nan }
      }
    }
    let found = String(decoding: result.file, as: UTF8.self)
    #expect(found.split(separator: "\n").first == text.split(separator: "\n").first)
    let (before, after) = (numbers(text), numbers(found))
    #expect(before.count == after.count)
    for (one, other) in zip(before, after) {
      #expect(one.count == other.count)
      // The texts are decimal: reading them as doubles rounds.
      #expect(zip(one, other).allSatisfy { abs($0 - $1) <= error * 1.000001 + 1e-12 })
    }
  }

  @Test(arguments: [
    "01,2\n", "1,+2\n", "-0,1\n", "1,2\n3\n", "1,,2\n", "1e5,2\n", "1,2 \n", "nan,1\n", ".5,1\n",
    "5.,1\n", "99999999999999999999,1\n", "a,b\n1,2\nc,d\n", "1,2\r\n3,4\n",
    "1.000,2\n1.5,3\n1,2\n",
    "0.1,9999999999999999999\n", "\u{FEFF}1,2\n", "1,2\n\n3,4\n", "-,1\n",
  ])
  func `what would be written in another way is stored as it is`(part: String) async throws {
    let file = Array(String(repeating: part, count: 60).utf8)
    let result = try await roundTrip(file)
    #expect(result.file == file)
    let lossy = try await roundTrip(file, error: 0.5)
    #expect(lossy.kind == .exact && lossy.file == file)
    #expect(lossy.problems.count == 1 && lossy.problems[0].hasSuffix("; stored exactly"))
  }

  @Test func `a text is held to the limit, however few bytes its numbers take`() throws {
    let file = Array(text(rows: 300).utf8)
    let candidate = try #require(TableCandidate(file, name: Array("a.csv".utf8)))
    let coded = try #require(CodedTable.encode(candidate, error: 0))
    func decode(limit: Int) throws -> [UInt8] {
      try TableForm.decode(
        coded.body.bytes[...], size: file.count, limit: DecodeLimits(bytes: limit))
    }
    #expect(throws: (any Error).self) { try decode(limit: file.count - 1) }
    #expect(try decode(limit: file.count) == file)
  }
}
