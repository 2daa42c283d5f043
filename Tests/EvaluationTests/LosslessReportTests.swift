import Evaluation
import Foundation
import Testing

/// Codecs that give every byte back; scripts stand in for the programs.
@Suite struct LosslessReportTests {
  private static let conditions = MeasurementConditions(
    date: "2026-01-01", program: "aezip", machine: "a machine", toolchain: "Swift",
    command: "aezip report --lossless files")

  /// What packs and unpacks with tar, which keeps every byte, as aezip is called.
  private static let tar = """
    [ "$1" = pack ] && { for last; do :; done; [ "$6" = --effort ] && shift 2
      tar -cf "$last" -C "$(dirname "$6")" "$(basename "$6")"; exit; }
    tar -xf "$5" -C "$7"
    """
  /// What copies, as cjxl and djxl are called.
  private static let copy = """
    [ "$1" = --version ] && { echo "cjxl v9"; exit; }
    cp "$1" "$2"
    """

  private func measure(
    _ files: [String: [UInt8]], tools scripts: [String: String], without: Set<String> = []
  ) async throws -> LosslessReport.Measured {
    let tools = try FakeTools(scripts)
    defer { tools.remove() }
    let folder = try PictureFolder()
    for (name, bytes) in files { try folder.write(bytes, to: name) }
    return try await LosslessReport.measure(
      [folder.bytes], title: "files", conditions: Self.conditions, aezip: tools.folder + "/aezip",
      without: without, in: [tools.folder]
    ) { _, _ in }
  }

  private static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xD9] + Array("not quite a picture".utf8)

  @Test func `programs are measured that are installed, and missing ones are named`() async throws {
    let measured = try await measure(
      ["a.jpg": Self.jpeg, "b.txt": Array("text".utf8)],
      tools: ["aezip": Self.tar, "cjxl": Self.copy, "djxl": Self.copy], without: ["xz"])
    let report = measured.report
    #expect(measured.problems.isEmpty)
    #expect(report.files == 2 && report.jpegFiles == 1 && report.bytes == 27)
    #expect(
      report.results.map(\.name) == [
        "aezip", "aezip, effort 9", "JPEG XL, effort 7", "JPEG XL, effort 9",
      ])
    #expect(report.results.map(\.isExact) == [true, true, true, true])
    // A copy of the JPEG file, and the text as it is.
    #expect(report.results[2].bytes == 27 && report.results[2].takenBytes == 23)
    #expect(
      report.notes == ["Zstandard is left out: zstd is not installed (no such program on PATH)"])
  }

  @Test func `portable maps are handed to the programs that take them`() async throws {
    let map = Array("P6\n2 1\n255\nabcdef".utf8)
    let copying = """
      [ "$1" = -version ] && { echo 1.2.3; exit; }
      for last; do :; done
      for file; do [ -f "$file" ] && cp "$file" "$last"; done
      exit 0
      """
    let report = try await measure(
      ["a.ppm": map, "b.pgm": Array("P5\n2 1\n255\nab".utf8), "c.txt": Array("text".utf8)],
      tools: [
        "aezip": Self.tar, "cjxl": Self.copy, "djxl": Self.copy, "cwebp": copying,
        "dwebp": "cp \"$2\" \"$5\"",
      ], without: ["zstd", "xz"]
    ).report
    #expect(report.jpegFiles == 0 && report.notes.isEmpty)
    #expect(
      report.results.dropFirst(2).map(\.name) == [
        "JPEG XL, effort 7", "JPEG XL, effort 9", "WebP",
      ])
    #expect(report.results.dropFirst(2).map(\.takenBytes) == [30, 30, 17])
    #expect(report.results.dropFirst(2).map(\.bytes) == [34, 34, 34])
    #expect(report.results.dropFirst(2).map(\.isExact) == [true, true, true])
  }

  @Test func `a byte that does not come back is said`() async throws {
    let liar = Self.copy + "\nprintf x >> \"$2\""
    let report = try await measure(
      ["a.jpg": Self.jpeg],
      tools: [
        "aezip": Self.tar + "\nfor file in \"$7\"/*/a.jpg; do echo >> \"$file\"; done",
        "cjxl": Self.copy, "djxl": liar,
      ]
    ).report
    #expect(report.results.map(\.isExact) == [false, false, false, false])
    #expect(report.tables[0].rows.map(\.last) == ["no", "no", "no", "no"])
    let page = try LosslessPage(report: report).render()
    #expect(page.contains("<td>no</td>") && !page.contains("<td>yes</td>"))
  }

  @Test func `a file that a program refuses stays as it is`() async throws {
    let picky = "[ \"$1\" = --version ] && exit; case $1 in *b.jpg) exit 1;; esac; echo > \"$2\""
    let report = try await measure(
      ["a.jpg": Self.jpeg, "b.jpg": Self.jpeg],
      tools: ["aezip": Self.tar, "cjxl": picky, "djxl": "printf '\\377\\330\\377' > \"$2\""]
    ).report
    #expect(report.results[2].bytes == 1 + 23 && report.results[2].takenBytes == 23)
  }

  @Test func `a program that refuses every file is left out`() async throws {
    let measured = try await measure(
      ["a.jpg": Self.jpeg],
      tools: [
        "aezip": Self.tar, "cjxl": "[ \"$1\" = --version ] || exit 1", "djxl": "exit 0",
      ])
    #expect(measured.report.results.map(\.name) == ["aezip", "aezip, effort 9"])
    #expect(measured.problems.count == 2)
    #expect(measured.problems[0].message.hasPrefix("JPEG XL, effort 7 is left out: cjxl failed"))
  }

  @Test func `folders without a byte are refused`() async throws {
    await #expect(throws: MeasuringError.self) {
      try await measure(["empty.jpg": []], tools: ["aezip": Self.tar])
    }
  }

  @Test func `the page escapes names and says who is next`() async throws {
    var report = try await measure(["a.jpg": Self.jpeg], tools: ["aezip": Self.tar]).report
    report.title = "<b>"
    let page = try LosslessPage(report: report).render()
    #expect(page.contains("&lt;b&gt;") && !page.contains("<b>"))
    #expect(page.contains("aezip stores these files in"))
    #expect(!page.contains("<script"))
  }
}
