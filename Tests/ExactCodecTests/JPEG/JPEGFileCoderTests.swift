import Bytes
import ExactCodec
import Images
import Tensors
import TestSupport
import Testing

@Suite struct JPEGFileCoderTests {
  @Test(arguments: [JPEGProcess.sequential, .progressive], [ChromaSubsampling.s420, .s444])
  func `files come back, and smaller`(
    process: JPEGProcess, subsampling: ChromaSubsampling
  ) throws {
    let file = try Self.file(200, 130, process: process, subsampling: subsampling)
    for effort in [1, 9] {
      let body = try body(of: file, effort: effort)
      #expect(try decoded(body, file.count) == file)
      #expect(Double(body.count) < 0.9 * Double(file.count))
    }
  }

  @Test func `grey files and files of one block come back`() throws {
    let samples = (0..<90 * 70).map { (index: Int) -> UInt8 in
      let (x, y) = (index % 90, index / 90)
      return UInt8(truncatingIfNeeded: 3 * x + 2 * y + 5 * (index % 7))
    }
    let grey = Image(width: 90, height: 70, channels: .grey, samples: samples)
    let file = try ImageFile.jpeg(grey, quality: 80, subsampling: .s420, process: .sequential)
    #expect(try decoded(try body(of: file), file.count) == file)
    let tiny = try Self.file(8, 8)
    if case .mismatch = JPEGFileCoder(effort: 3, threads: 1).encode(tiny) {
      Issue.record("a tiny file came back differently")
    }
  }

  @Test func `all kernels and any number of threads write the same bytes`() throws {
    // More than one stripe.
    let file = try Self.file(1800, 1400)
    let expected = try body(of: file, threads: 1)
    #expect(try body(of: file, threads: 3) == expected)
    #expect(try decoded(expected, file.count, threads: 2) == file)
    let small = try Self.file(160, 120)
    for effort in [3, 9] {
      let written = try Kernels.names.compactMap { try? Kernels(named: $0) }.map { kernels in
        try Kernels.$forced.withValue(kernels) { try body(of: small, effort: effort) }
      }
      #expect(Set(written).count == 1)
    }
  }

  @Test func `pictures behind and within others are coded, too`() throws {
    let (thumbnail, photograph) = (try Self.file(96, 64, seed: 5), try Self.file(220, 160))
    let count = thumbnail.count + 8
    let segment: [UInt8] =
      [0xFF, 0xE1, UInt8(count >> 8), UInt8(count & 255)] + Array("Exif\0\0".utf8) + thumbnail
    let file =
      photograph.prefix(2) + segment + photograph.dropFirst(2) + Array("a film".utf8)
      + (try Self.file(128, 96, seed: 9, process: .progressive)) + [0, 1, 2, 0xFF, 0xD8]
    let whole = Array(file)
    let body = try body(of: whole)
    #expect(try decoded(body, whole.count) == whole)
    let parts = try [photograph, thumbnail].map { try self.body(of: $0).count }
    #expect(body.count < parts.reduce(0, +) + (whole.count - photograph.count - thumbnail.count))
  }

  @Test func `files that are cut or damaged come back, or are refused`() throws {
    var random = SplitMix64(seed: 11)
    let file = try Self.file(120, 90)
    let progressive = try Self.file(120, 90, process: .progressive)
    let coder = JPEGFileCoder(effort: 3, threads: 1)
    var taken = 0
    for round in 0..<60 {
      var damaged = round.isMultiple(of: 2) ? file : progressive
      if round % 3 == 0 {
        damaged.removeLast(Int.random(in: 0..<damaged.count, using: &random))
      } else {
        damaged = TestFile.mutated(damaged, using: &random)
      }
      switch coder.encode(damaged) {
      case .body(let body):
        taken += 1
        #expect(try decoded(body, damaged.count) == damaged)
      case .refused: break
      case .mismatch: Issue.record("round \(round) came back differently")
      }
    }
    #expect(taken > 20)
  }

  @Test func `what is no JPEG file, or does not shrink, is refused`() throws {
    let coder = JPEGFileCoder(effort: 3, threads: 1)
    for file in [[], [0xFF, 0xD8, 0xFF], Array("text".utf8), [UInt8](repeating: 0, count: 900)] {
      guard case .refused = coder.encode(file) else {
        Issue.record("\(file.count) bytes were taken")
        continue
      }
    }
  }

  @Test func `hostile bodies are refused or decoded, and never trap`() throws {
    var random = SplitMix64(seed: 2)
    let file = try Self.file(64, 48)
    let body = try body(of: file)
    for _ in 0..<150 {
      let hostile = TestFile.mutated(body, using: &random)
      do {
        let found = try decoded(hostile, file.count)
        #expect(found.count == file.count)
      } catch is ExactCodeError {
      }
    }
  }

  @Test func `a body for another size is refused`() throws {
    let file = try Self.file(64, 48)
    let body = try body(of: file)
    for size in [0, 1, file.count - 1, file.count + 1] {
      #expect(throws: ExactCodeError.self) { try decoded(body, size) }
    }
  }

  @Test func `memory above the limit is refused`() throws {
    let file = try Self.file(200, 130)
    let body = try body(of: file)
    let error = #expect(throws: ExactCodeError.self) {
      try decoded(body, file.count, memoryLimit: 100_000)
    }
    guard case .aboveLimit = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  // MARK: Helpers

  private static func file(
    _ width: Int, _ height: Int, seed: Int = 0, process: JPEGProcess = .sequential,
    subsampling: ChromaSubsampling = .s420
  ) throws -> [UInt8] {
    try TestFile.jpeg(width, height, seed: seed, process: process, subsampling: subsampling)
  }

  private func body(
    of file: [UInt8], effort: Int = 3, threads: Int = 1
  ) throws -> [UInt8] {
    switch JPEGFileCoder(effort: effort, threads: threads).encode(file) {
    case .body(let body): return body
    case .refused(let reason): throw Refused(reason: reason)
    case .mismatch: throw Refused(reason: "mismatch")
    }
  }

  private struct Refused: Error { let reason: String }

  private func decoded(
    _ body: [UInt8], _ size: Int, threads: Int = 1, memoryLimit: Int = 1 << 28
  ) throws -> [UInt8] {
    let decoder = try JPEGFileDecoder(
      body[...], size: size, memoryLimit: memoryLimit, threads: threads)
    var bytes: [UInt8] = []
    while let next = try decoder.next() { bytes += next }
    return bytes
  }
}
