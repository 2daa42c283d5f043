import ExactCodec
import Testing

/// Reading and writing row by row.
@Suite struct JPEGStripTests {
  @Test(arguments: [1, 2, 5], [0, 1, 3])
  func `rows may come in any number`(rows: Int, kind: Int) throws {
    var sample = SampleJPEG.sequential
    sample.restartInterval = kind
    if kind == 1 {
      sample.factors = [(2, 2)]
      sample.scans[0].components = [0]
    }
    let whole = try sample.file(seed: 1)
    // A file that is whole, and one that ends early.
    for file in [whole, Array(whole.dropLast(whole.count / 3))] {
      let split = try SplitJPEG(reading: file, coefficientLimit: 1 << 20)
      var reader = try JPEGReader(file)
      #expect(reader.isStreamable)
      var strips: [CoefficientPlanes] = []
      for first in stride(from: 0, to: reader.frame.unitsHigh, by: rows) {
        var planes = try CoefficientPlanes(
          reader.frame, rows: first..<min(first + rows, reader.frame.unitsHigh),
          coefficientLimit: 1 << 20)
        reader.readRows(into: &planes)
        strips.append(planes)
      }
      let rest = try reader.finish()
      #expect(rest == split.rest)

      var writer = try JPEGWriter(headers: rest.headers, record: rest.record)
      #expect(writer.isStreamable)
      var bytes: [UInt8] = []
      for strip in strips {
        try writer.append(strip)
        bytes += writer.takeBytes()
      }
      bytes += try writer.finish(tail: rest.tail)
      #expect(bytes == file)
    }
  }

  @Test func `rows must be those that follow`() throws {
    let sample = SampleJPEG.sequential
    var writer = try JPEGWriter(headers: sample.headers, record: RepairRecord())
    let later = try CoefficientPlanes(writer.frame, rows: 1..<2, coefficientLimit: 1 << 20)
    #expect(throws: JPEGError.self) { try writer.append(later) }
    let other = try JPEGWriter(
      headers: SampleJPEG.progressive.headers, record: RepairRecord())
    #expect(!other.isStreamable)
  }
}
