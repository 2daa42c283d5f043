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
    let picture = drawnPicture(2600, 24)
    func body(threads: Int) throws -> [UInt8] {
      try PictureFitting(errorPerBit: 20, steps: 4, threads: threads)
        .encode(picture.samples, width: 2600, height: 24, channels: 3)
    }
    let bytes = try body(threads: 1)
    #expect(try body(threads: 3) == bytes)
    for threads in [1, 2] {
      let rows = try FittedRows(
        bytes[...], width: 2600, height: 24, channels: 3, threads: threads)
      let samples = try #require(try rows.next())
      #expect(try rows.next() == nil)
      // All tiles are about what they show, also where they meet.
      for column in [0, 865, 866, 867, 1733, 2599] {
        let places = (0..<24).map { 3 * ($0 * 2600 + column) }
        let error = places.map { abs(Int(samples[$0]) - Int(picture.samples[$0])) }.reduce(0, +)
        #expect(error < 24 * 40, "column \(column)")
      }
    }
  }

  @Test(arguments: [(2600, 24), (24, 2600)])
  func `tiles fade into each other`(width: Int, height: Int) throws {
    let grey = drawnPicture(width, height).samples.enumerated().filter { $0.offset % 3 == 0 }
    let body = try PictureFitting(errorPerBit: 20, steps: 2, threads: 1)
      .encode(grey.map(\.element), width: width, height: height, channels: 1)
    let tiles = try tiles(of: body, across: width > height)
    let rows = try FittedRows(body[...], width: width, height: height, channels: 1)
    var samples: [UInt8] = []
    while let next = try rows.next() { samples += next }
    #expect(samples.count == width * height)
    for x in 0..<width {
      for y in 0..<height {
        let (along, beside) = width > height ? (x, y) : (y, x)
        let covering = Self.spans.indices.filter { Self.spans[$0].contains(along) }
        let parts = covering.map { tile -> Int in
          let place = along - Self.spans[tile].lowerBound
          let pixel = width > height ? beside * Self.spans[tile].count + place : place * 24 + beside
          return Int(tiles[tile][3 * pixel + 1])
        }
        let share = 2 * (along - Self.spans[covering[covering.count - 1]].lowerBound) + 1
        let expected =
          parts.count == 1
          ? parts[0] : (parts[0] * (32 - share) + parts[1] * share + 16) / 32
        #expect(Int(samples[y * width + x]) == expected, "\(x) \(y)")
      }
    }
  }

  /// The pixels along a side of 2600 that its tiles have.
  private static let spans = [0..<874, 858..<1741, 1725..<2600]

  /// The samples of three tiles, of which all but the last have their lengths in front.
  private func tiles(of body: [UInt8], across: Bool) throws -> [[UInt8]] {
    var (place, lengths) = (0, [Int]())
    for _ in 0..<2 {
      var (length, shift) = (0, 0)
      repeat {
        length |= Int(body[place] & 127) << shift
        (place, shift) = (place + 1, shift + 7)
      } while body[place - 1] >= 128
      lengths.append(length)
    }
    lengths.append(body.count - place - lengths.reduce(0, +))
    return try zip(Self.spans, lengths).map { span, length in
      defer { place += length }
      return try FittedTile.decode(
        body[place..<place + length], width: across ? span.count : 24,
        height: across ? 24 : span.count)
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
