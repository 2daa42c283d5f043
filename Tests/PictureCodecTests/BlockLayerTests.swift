import Images
import PictureCodec
import Tensors
import TestSupport
import Testing

@Suite struct BlockLayerTests {
  @Test(arguments: [(1, 1), (7, 9), (8, 8), (33, 20), (130, 75)], [Image.Channels.grey, .rgb])
  func `a picture comes back as its encoder saw it`(
    size: (Int, Int), channels: Image.Channels
  ) throws {
    for step in [0, 24, 40, 71] {
      for hasBase in [false, true] {
        let image = checks(size.0, size.1, channels, noise: 9)
        let base = hasBase ? checks(size.0, size.1, channels, noise: 30) : nil
        let (bytes, seen) = encoded(image, base: base, step: step)
        #expect(try decoded(bytes, image.shape, base: base) == seen)
      }
    }
  }

  @Test func `all kernels write the same bytes`() {
    let image = checks(64, 48, .rgb, noise: 5)
    let written = Kernels.names.compactMap { try? Kernels(named: $0) }.map { kernels in
      Kernels.$forced.withValue(kernels) { encoded(image, base: nil, step: 32).bytes }
    }
    #expect(Set(written).count == 1)
  }

  @Test func `finer steps lose less`() {
    let image = checks(96, 64, .rgb, noise: 20)
    let psnr = [48, 32, 16, 0].map { step in
      decibels(squaredError(image.samples, encoded(image, base: nil, step: step).samples))
    }
    #expect(psnr == psnr.sorted() && psnr[3] > 50)
  }

  @Test func `a pattern is copied, whatever its colours`() {
    let image = checks(256, 256, .rgb, noise: 2)
    let (bytes, samples) = encoded(image, base: nil, step: 32)
    #expect(decibels(squaredError(image.samples, samples)) > 38)
    #expect(bytes.count < 2000)
  }

  @Test func `a base that needs no correction costs next to nothing`() {
    let image = checks(256, 256, .rgb, noise: 4)
    let (bytes, samples) = encoded(image, base: image, step: 40)
    #expect(bytes.count < 24 && samples == image.samples)
  }

  @Test func `hostile bytes are refused or decoded, and never trap`() {
    var random = SplitMix64(seed: 3)
    let image = checks(64, 40, .rgb, noise: 9)
    let (bytes, _) = encoded(image, base: nil, step: 30)
    for _ in 0..<300 {
      var hostile = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        hostile[Int.random(in: 0..<hostile.count, using: &random)] = UInt8(
          truncatingIfNeeded: random.next())
      }
      if random.next() % 3 == 0 {
        hostile.removeLast(Int.random(in: 0..<hostile.count, using: &random))
      }
      _ = try? decoded(hostile, image.shape, base: nil)
    }
  }
}

private func squaredError(_ one: [UInt8], _ other: [UInt8]) -> Double {
  let sum = zip(one, other).reduce(0) { sum, pair in
    let difference = Int(pair.0) - Int(pair.1)
    return sum + difference * difference
  }
  return Double(sum) / Double(one.count)
}

/// Checks of two pixels in two colours, with noise.
private func checks(
  _ width: Int, _ height: Int, _ channels: Image.Channels, noise: Int
) -> Image {
  var random = SplitMix64(seed: UInt64(noise))
  let colours = [[30, 30, 220], [230, 230, 40]]
  var samples: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width {
      for value in colours[(x / 2 + y / 2) % 2].prefix(channels.count) {
        let sample = value + Int.random(in: -noise...noise, using: &random)
        samples.append(UInt8(min(max(sample, 0), 255)))
      }
    }
  }
  return Image(width: width, height: height, channels: channels, samples: samples)
}

private func strips(_ image: Image) -> [[UInt8]] {
  stride(from: 0, to: image.height, by: 8).map { top in
    Array(image.samples[top * image.shape.line..<min(top + 8, image.height) * image.shape.line])
  }
}

private func encoded(
  _ image: Image, base: Image?, step: Int
) -> (bytes: [UInt8], samples: [UInt8]) {
  var encoder = BlockEncoder(BlockLayer(step: step, shape: image.shape), hasBase: base != nil)
  var samples: [UInt8] = []
  let bases = base.map(strips)
  for (index, strip) in strips(image).enumerated() {
    samples += encoder.append(strip, base: bases?[index])
  }
  return (encoder.finish(), samples)
}

private func decoded(_ bytes: [UInt8], _ shape: ImageShape, base: Image?) throws -> [UInt8] {
  var decoder = try BlockDecoder(bytes[...], shape: shape, hasBase: base != nil)
  var samples: [UInt8] = []
  let bases = base.map(strips)
  var index = 0
  while let rows = try decoder.next(base: bases.flatMap { $0.indices ~= index ? $0[index] : nil }) {
    samples += rows
    index += 1
  }
  return samples
}
