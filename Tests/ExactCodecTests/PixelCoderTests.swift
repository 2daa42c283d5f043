import ExactCodec
import Images
import Tensors
import TestSupport
import Testing

@Suite struct PixelCoderTests {
  @Test(
    arguments: [(1, 1), (1, 40), (300, 1), (33, 20), (130, 75)], [Image.Channels.grey, .rgb])
  func `every pixel comes back`(size: (Int, Int), channels: Image.Channels) throws {
    for kind in PixelDrawing.allCases {
      let image = kind.image(size.0, size.1, channels)
      #expect(try decoded(encoded(image), image.shape) == image.samples, "\(kind)")
    }
  }

  @Test func `all kernels write the same bytes`() {
    let image = PixelDrawing.photograph.image(64, 48, .rgb)
    let written = Kernels.names.compactMap { try? Kernels(named: $0) }.map { kernels in
      Kernels.$forced.withValue(kernels) { encoded(image) }
    }
    #expect(Set(written).count == 1)
  }

  @Test func `rows may come in any number`() {
    let image = PixelDrawing.letters.image(64, 48, .rgb)
    var encoder = PixelEncoder(image.shape)
    for start in stride(from: 0, to: image.samples.count, by: image.shape.line) {
      encoder.append(Array(image.samples[start..<start + image.shape.line]))
    }
    #expect(encoder.finish() == encoded(image))
  }

  @Test func `what is drawn takes few bytes`() {
    let sizes = PixelDrawing.allCases.map { encoded($0.image(256, 256, .rgb)).count }
    for (kind, size) in zip(PixelDrawing.allCases, sizes) {
      switch kind {
      case .flat: #expect(size < 20)
      case .gradient: #expect(size < 400)
      case .letters: #expect(size < 3000)
      case .photograph: #expect(size < 256 * 256 * 3 * 8 / 10)
      case .noise: #expect(size < 256 * 256 * 3 * 102 / 100)
      }
    }
  }

  @Test func `hostile bytes are refused or decoded, and never trap`() {
    var random = SplitMix64(seed: 3)
    let image = PixelDrawing.letters.image(64, 40, .rgb)
    let bytes = encoded(image)
    for _ in 0..<300 {
      var hostile = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        hostile[Int.random(in: 0..<hostile.count, using: &random)] = UInt8(
          truncatingIfNeeded: random.next())
      }
      if random.next() % 3 == 0 {
        hostile.removeLast(Int.random(in: 0..<hostile.count, using: &random))
      }
      _ = try? decoded(hostile, image.shape)
    }
  }

  private func encoded(_ image: Image) -> [UInt8] {
    var encoder = PixelEncoder(image.shape)
    encoder.append(image.samples)
    return encoder.finish()
  }

  private func decoded(_ bytes: [UInt8], _ shape: ImageShape) throws -> [UInt8] {
    let rows = try PixelRows(bytes[...], shape: shape)
    var samples: [UInt8] = []
    while let row = try rows.next() { samples += row }
    return samples
  }
}

private enum PixelDrawing: CaseIterable {
  case flat, gradient, letters, photograph, noise

  func image(_ width: Int, _ height: Int, _ channels: Image.Channels) -> Image {
    var random = SplitMix64(seed: 9)
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let isInk = (x % 7 * (y % 11) + x / 21 * 5 + y / 33) % 9 == 2 && y % 16 < 11
        for plane in 0..<channels.count {
          let value =
            switch self {
            case .flat: 77
            case .gradient: x / 2 + y / 3 + plane * 10
            case .letters: isInk ? 20 * plane : 240
            case .photograph: 100 + x * y / 300 % 90 + Int(random.next() % 9)
            case .noise: Int(random.next() & 255)
            }
          samples.append(UInt8(value & 255))
        }
      }
    }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }
}
