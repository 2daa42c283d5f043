import Aezip
import Bytes
import Foundation
import Tables
import Testing

@Suite struct TablePackTests {
  /// An NPY file of float32 measurements: a clock, two waves, a counter, noise.
  static func measurements(rows: Int) -> [UInt8] {
    var state: UInt32 = 9
    let numbers = (0..<rows).flatMap { row -> [Float] in
      state = state &* 1_664_525 &+ 1_013_904_223
      let noise = Float(state >> 8) / 0x1p24 - 0.5
      let time = Float(row) / 64
      return [
        time, 20 + 5 * sin(time) + noise / 50, 1013 + cos(time / 7), Float(row % 24),
        row % 100 == 0 ? .nan : noise,
      ]
    }
    let table = Table(
      type: .f32, shape: [5], count: rows,
      bytes: numbers.flatMap { number in
        (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
      })
    let file = try? TableLayout.npy(NpyLayout(for: table)).write(table)
    return file ?? []
  }

  private func pack(
    _ folder: TestFolder, _ output: String, _ change: (inout PackOptions) -> Void = { _ in }
  ) async throws -> PackReport {
    var options = PackOptions()
    options.overwrite = true
    change(&options)
    return try await Packer.pack(
      [folder.path("in")], into: folder.path(output), options: options)
  }

  @Test func `tables come back byte for byte, and smaller than zstd makes them`() async throws {
    let folder = try TestFolder()
    let file = Self.measurements(rows: 3000)
    try folder.write(file, "in/a.npy")
    try folder.write(Array("words".utf8), "in/a.txt")
    for lossless in [false, true] {
      let report = try await pack(folder, "a.aez") { $0.lossless = lossless }
      #expect(report.exactFiles == 2 && report.boundedTables == 0 && report.problems.isEmpty)
      let archive = try Archive(path: folder.path("a.aez"))
      // An array might hold a picture.
      #expect(archive.version == "1.8")
      let object = try #require(try archive.entries().first { $0.path == Array("in/a.npy".utf8) })
      #expect(object.kind == .table && object.maximumError == 0 && object.size == file.count)
      #expect(object.packedSize * 2 < file.count)
      var options = UnpackOptions()
      options.patterns = ["*.npy"]
      let unpacked = try await archive.unpack(
        into: folder.path("out-\(lossless)"), options: options)
      #expect(unpacked.exactFiles == 1 && unpacked.problems.isEmpty)
      #expect(try folder.read("out-\(lossless)/in/a.npy") == file)
    }
  }

  @Test(arguments: [0, 0.001, 0.02, 1, 1e30])
  func `each number comes back within the error that is allowed`(error: Double) async throws {
    let folder = try TestFolder()
    let file = Self.measurements(rows: 2000)
    try folder.write(file, "in/a.npy")
    try folder.write(file, "in/b.npy")
    let report = try await pack(folder, "a.aez") { $0.maximumError = error }
    #expect(report.boundedTables == (error > 0 ? 1 : 0) && report.copies == 1)
    let archive = try Archive(path: folder.path("a.aez"))
    #expect(try archive.entries().compactMap(\.maximumError) == [error, error])
    let unpacked = try await archive.unpack(into: folder.path("out"))
    #expect(unpacked.problems.isEmpty && unpacked.tables == (error > 0 ? 2 : 0))
    let found = try folder.read("out/in/a.npy")
    #expect(try folder.read("out/in/b.npy") == found)
    let (before, after) = (try TableFile(file), try TableFile(found))
    #expect(before.layout == after.layout && before.table.axes == after.table.axes)
    for row in 0..<before.table.count {
      let pairs = zip(before.table.exactNumbers(of: row), after.table.exactNumbers(of: row))
      #expect(pairs.allSatisfy { ($0.isNaN && $1.isNaN) || abs($0 - $1) <= error })
    }
  }

  @Test func `any number of jobs writes the same bytes`() async throws {
    let folder = try TestFolder()
    for count in [40, 300, 1000, 1500] {
      try folder.write(Self.measurements(rows: count), "in/\(count).npy")
    }
    var archives: [[UInt8]] = []
    for jobs in [1, 2, 7] {
      _ = try await pack(folder, "a.aez") {
        $0.jobs = jobs
        $0.maximumError = 0.01
      }
      archives.append(try folder.read("a.aez"))
    }
    #expect(Set(archives).count == 1)
  }

  @Test func `what is no table, or no smaller as one, is stored as before`() async throws {
    let folder = try TestFolder()
    var random = SystemRandomNumberGenerator()
    let noise = (0..<4000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let table = Table(type: .u8, shape: [40], count: 100, bytes: noise)
    try folder.write(try TableLayout.npy(NpyLayout(for: table)).write(table), "in/noise.npy")
    let short = Self.measurements(rows: 500).dropLast()
    try folder.write(Array(short), "in/short.npy")
    try folder.write([0, 0, 8, 1, 0, 0, 0, 0], "in/empty.idx")
    try folder.write(Array("1,2\n3,4\n".utf8), "in/some.csv")
    let report = try await pack(folder, "a.aez") { $0.maximumError = 0 }
    #expect(report.exactFiles == 4)
    let archive = try Archive(path: folder.path("a.aez"))
    #expect(try archive.entries().allSatisfy { $0.kind != .table })
  }

  @Test func `a table above eight megabytes is one entry`() async throws {
    let folder = try TestFolder()
    let numbers = (0..<2_200_000).flatMap { row -> [UInt8] in
      let number = UInt32(row / 3 + row % 11)
      return (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    let table = Table(type: .u32, shape: [], count: numbers.count / 4, bytes: numbers)
    let file = try TableLayout.npy(NpyLayout(for: table)).write(table)
    try folder.write(file, "in/long.npy")
    _ = try await pack(folder, "a.aez")
    let archive = try Archive(path: folder.path("a.aez"))
    #expect(try archive.entries().map(\.kind) == [.folder, .table])
    _ = try await archive.unpack(into: folder.path("out"))
    #expect(try folder.read("out/in/long.npy") == file)
  }

  @Test func `tables that stay exact though an error is allowed are named`() async throws {
    let folder = try TestFolder()
    let lines = Array(repeating: "1.5,2.25\n", count: 40).joined()
    try folder.write(Array(lines.utf8), "in/fine.csv")
    try folder.write(Array((lines + "none,3\n").utf8), "in/words.csv")
    try folder.write(Array((lines + "none,3\n").utf8), "in/words-again.csv")
    try folder.write([0x1F, 0x8B, 8, 0] + Array(repeating: 7, count: 200), "in/packed.csv.gz")
    try folder.write(Array(repeating: 49, count: (8 << 20) + 1), "in/long.csv")
    let report = try await pack(folder, "a.aez") { $0.maximumError = 0.5 }
    let notes = report.problems.filter { $0.kind == nil }.map(\.message)
    #expect(notes.count == 3 && report.problems.count == 3, "\(notes)")
    for (name, words) in [
      ("long.csv", "8 MiB"), ("packed.csv.gz", "gzip"), ("words.csv", "nothing but numbers"),
      ("words-again.csv", "nothing but numbers"),
    ] {
      #expect(notes.count { $0.contains("in/\(name)") && $0.contains(words) } == 1, "\(notes)")
    }
    #expect(try await pack(folder, "b.aez").problems.isEmpty)
  }

  @Test func `errors that are none are the caller's mistake`() async throws {
    let folder = try TestFolder()
    try folder.write([1], "in/a")
    for error in [-1, Double.nan, .infinity] {
      await #expect(throws: AezipError.self) {
        _ = try await pack(folder, "a.aez") { $0.maximumError = error }
      }
    }
    await #expect(throws: AezipError.conflict(.maximumError, .lossless)) {
      _ = try await pack(folder, "a.aez") { ($0.maximumError, $0.lossless) = (1, true) }
    }
  }

  @Test(.enabled(if: corpus != nil, "AEZIP_CORPUS is not set"))
  func `digits of MNIST take a sixth less than under zstd, and half with an error of 8`()
    async throws
  {
    let folder = try TestFolder()
    let url = URL(filePath: corpus ?? "").appending(path: "mnist/t10k-images-idx3-ubyte.gz")
    let table = try TableFile(Array(Data(contentsOf: url)))
    let file = try table.layout.write(table.table)
    try folder.write(file, "in/t10k.idx")
    let exact = try await pack(folder, "a.aez")
    #expect(exact.archiveBytes < 1_270_000)
    _ = try await Archive(path: folder.path("a.aez")).unpack(into: folder.path("out"))
    #expect(try folder.read("out/in/t10k.idx") == file)
    let within = try await pack(folder, "a.aez") { $0.maximumError = 8 }
    #expect(within.archiveBytes < 700_000)
    _ = try await Archive(path: folder.path("a.aez")).unpack(into: folder.path("out8"))
    let found = try folder.read("out8/in/t10k.idx")
    #expect(found.count == file.count)
    #expect(zip(found, file).allSatisfy { abs(Int($0) - Int($1)) <= 8 })
  }
}
