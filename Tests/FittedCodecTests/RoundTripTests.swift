import FittedCodec
import Testing

@Suite struct RoundTripTests {
  @Test(arguments: [(1, 1), (1, 9), (17, 1), (33, 20), (64, 64), (70, 45), (129, 66), (2, 200)])
  func `tiles of any size are decoded to about the picture`(width: Int, height: Int) throws {
    let picture = drawnPicture(width, height)
    let bytes = try tileBytes(picture, steps: 60, lambda: 1e-4)
    let decoded = try FittedTile.decode(bytes[...], width: width, height: height)
    #expect(decoded.count == picture.samples.count)
    let error = zip(decoded, picture.samples).reduce(0) { sum, pair in
      sum + (Int(pair.0) - Int(pair.1)) * (Int(pair.0) - Int(pair.1))
    }
    #expect(Double(error) / Double(decoded.count) < 400)
  }

  @Test(arguments: StartState.builtIn.indices)
  func `all kernels fit to the same bytes and decode to the same samples`(start: Int) throws {
    let picture = drawnPicture(75, 50)
    var found: Set<[UInt8]> = []
    var samples: Set<[UInt8]> = []
    for kernels in kernelsHere {
      let bytes = try tileBytes(picture, start: start, steps: 12, lambda: 1e-4, kernels: kernels)
      found.insert(bytes)
      samples.insert(
        try FittedTile.decode(bytes[...], width: 75, height: 50, kernels: kernels))
    }
    #expect(found.count == 1 && samples.count == 1)
    #expect(Set(samples.first ?? []).count > 10)
  }

  @Test func `more steps lower the error at the same loss of a bit`() throws {
    let picture = drawnPicture(96, 64)
    func cost(_ steps: Int) throws -> Double {
      let bytes = try tileBytes(picture, steps: steps, lambda: 1e-4)
      let decoded = try FittedTile.decode(bytes[...], width: 96, height: 64)
      let error = zip(decoded, picture.samples).reduce(0) { sum, pair in
        sum + (Int(pair.0) - Int(pair.1)) * (Int(pair.0) - Int(pair.1))
      }
      return Double(error) / (3 * 255 * 255) + 1e-4 * Double(8 * bytes.count)
    }
    #expect(try cost(150) * 1.2 < cost(2))
  }

  @Test func `any number of threads gives the same bytes, tiles fit together`() throws {
    let picture = drawnPicture(1300, 24)
    func body(threads: Int) throws -> [UInt8] {
      try PictureFitting(errorPerBit: 20, steps: 4, threads: threads)
        .encode(picture.samples, width: 1300, height: 24, channels: 3)
    }
    let bytes = try body(threads: 1)
    #expect(try body(threads: 3) == bytes)
    for threads in [1, 2] {
      let rows = try FittedRows(
        bytes[...], width: 1300, height: 24, channels: 3, threads: threads)
      let samples = try #require(try rows.next())
      #expect(try rows.next() == nil)
      // Both tiles are about what they show, also at the seam between them.
      for column in [0, 649, 650, 1299] {
        let places = (0..<24).map { 3 * ($0 * 1300 + column) }
        let error = places.map { abs(Int(samples[$0]) - Int(picture.samples[$0])) }.reduce(0, +)
        #expect(error < 24 * 40, "column \(column)")
      }
    }
  }

  @Test func `a grey picture has one sample a pixel`() throws {
    let grey = stride(from: 0, to: 3 * 40 * 30, by: 3).map { drawnPicture(40, 30).samples[$0] }
    let body = try PictureFitting(errorPerBit: 20, steps: 40, threads: 1)
      .encode(grey, width: 40, height: 30, channels: 1)
    let rows = try FittedRows(body[...], width: 40, height: 30, channels: 1)
    let samples = try #require(try rows.next())
    #expect(samples.count == grey.count)
    let error = zip(samples, grey).map { abs(Int($0) - Int($1)) }.reduce(0, +)
    #expect(error < grey.count * 20)
  }
}
