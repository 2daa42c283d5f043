import Bytes
import ExactCodec
import TestSupport
import Testing

/// Files with rasters come back byte for byte.
@Suite struct RasterFileCoderTests {
  /// Samples that look like a picture: a slope with a little noise.
  private static func samples(
    _ count: Int, width: Int, bits: Int, noise: Int, _ random: inout SplitMix64
  ) -> [Int] {
    (0..<count).map { index in
      let slope = (index % width * 3 + index / width * 5) << max(bits - 9, 0)
      return (slope + Int(random.next() % UInt64(noise + 1))) & ((1 << bits) - 1)
    }
  }

  @Test(arguments: [1, 6, 9])
  func `files of all forms come back`(effort: Int) throws {
    var random = SplitMix64(seed: UInt64(effort))
    for channels in 1...4 {
      for (bytes, bits) in [(1, 8), (1, 3), (2, 12), (2, 16)] {
        let (width, height) = (33 + Int(random.next() % 30), 20 + Int(random.next() % 9))
        let padding = Int(random.next() % 3)
        var layout = RasterLayout(
          offset: 7, width: width, height: height, channels: channels, bytesOfSample: bytes,
          isBigEndian: random.next() % 2 == 0, isSigned: random.next() % 2 == 0)
        layout.stride = layout.line + padding
        var file = Array("7 bytes".utf8)
        let values = Self.samples(
          width * height * channels, width: width * channels, bits: bits, noise: 2, &random)
        for (index, value) in values.enumerated() {
          let (high, low) = (UInt8(value >> 8), UInt8(value & 255))
          file += bytes == 1 ? [low] : layout.isBigEndian ? [high, low] : [low, high]
          if (index + 1) % (width * channels) == 0 { file += Array("pad".utf8).prefix(padding) }
        }
        file += Array("behind".utf8)
        let coder = RasterFileCoder(effort: effort, threads: 2, stripeSamples: 1 << 10)
        guard case .body(let body) = coder.encode(file, [layout]) else {
          Issue.record("\(channels) of \(bits) bits are refused")
          continue
        }
        #expect(body.count < file.count)
        for threads in [1, 3] {
          let decoder = try RasterFileDecoder(
            body[...], size: file.count, memoryLimit: 1 << 30, threads: threads)
          var decoded: [UInt8] = []
          while let bytes = try decoder.next() { decoded += bytes }
          #expect(decoded == file)
        }
      }
    }
  }

  @Test func `samples drawn with few colours are coded as such`() {
    let colours: [UInt8] = [3, 250, 7]
    let file = (0..<64 * 64).map { (index: Int) -> UInt8 in
      let (column, row) = (index % 64 / 9, index / 64 / 11)
      return colours[(column + row) % 3]
    }
    let coder = RasterFileCoder(effort: 3, threads: 1)
    let layout = RasterLayout(offset: 0, width: 64, height: 64)
    guard case .body(let body) = coder.encode(file, [layout]) else {
      Issue.record("a drawing is refused")
      return
    }
    // Predicted they take 200 bytes and more.
    #expect(body.count < 120)
  }

  @Test func `files of noise and without rasters are refused`() {
    var random = SplitMix64(seed: 5)
    let noise = (0..<4096).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let coder = RasterFileCoder(effort: 1, threads: 1)
    let layout = RasterLayout(offset: 0, width: 64, height: 64)
    for layouts in [[layout], []] {
      guard case .refused = coder.encode(noise, layouts) else {
        Issue.record("noise is taken")
        continue
      }
    }
  }

  @Test func `changed bodies give an error or other bytes, within the memory that is allowed`()
    throws
  {
    var random = SplitMix64(seed: 9)
    let file = (0..<48 * 40).map { UInt8(truncatingIfNeeded: $0 % 48 * 2 + $0 / 48 * 3) }
    let layout = RasterLayout(offset: 0, width: 48, height: 40)
    guard case .body(let body) = RasterFileCoder(effort: 1, threads: 1).encode(file, [layout])
    else {
      Issue.record("a slope is refused")
      return
    }
    for _ in 0..<300 {
      var changed = body
      for _ in 0...random.next() % 3 {
        let place = Int(random.next() % UInt64(min(changed.count, 24)))
        changed[place] = UInt8(truncatingIfNeeded: random.next())
      }
      changed.removeLast(Int(random.next() % 2))
      guard
        let decoder = try? RasterFileDecoder(
          changed[...], size: file.count, memoryLimit: 64 << 20, threads: 1)
      else { continue }
      var count = 0
      while let bytes = try? decoder.next() { count += bytes.count }
      #expect(count <= file.count)
    }
  }

  // MARK: Parts

  @Test func `values that do not occur have no numbers where half of them do not`() throws {
    let dense = SampleMap([[[3, 4, 6, 7]]])
    #expect(dense.runs == [SampleMap.Run(skipped: 3, count: 5)])
    let sparse = SampleMap([[[16, 32], [48]], [[49]]])
    #expect(sparse.count == 4 && sparse.values == [16, 32, 48, 49])
    #expect(sparse.numbers[48] == 2)
    var writer = ByteWriter()
    sparse.append(to: &writer)
    var reader = ByteReader(writer.bytes[...])
    #expect(try SampleMap(parsing: &reader, limit: 256) == sparse)
  }

  @Test func `kernels of all instruction sets give the same codes`() throws {
    let generic = try #require(PixelKernels(named: "generic"))
    var random = SplitMix64(seed: 3)
    for level in 1...SampleCoding.levels {
      let shape = SampleShape(width: 37, height: 21, planes: 3, valueCount: 1 << (4 * level))
      let planes = (0..<3).map { _ in
        Self.samples(shape.pixelCount, width: 37, bits: 4 * level, noise: 3, &random)
          .map { UInt16($0) }
      }
      let codes = generic.encode(planes, shape, level: level)
      for name in ["avx2", "avx512", "neon"] {
        guard let kernels = PixelKernels(named: name) else { continue }
        #expect(kernels.encode(planes, shape, level: level) == codes, "\(name)")
        #expect(try kernels.decode(codes[...], shape, level: level) == planes)
      }
      #expect(try generic.decode(codes[...], shape, level: level) == planes)
    }
  }
}
