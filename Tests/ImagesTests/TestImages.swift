import Images
import TestSupport
import Testing

struct Size: Sendable {
  let width: Int
  let height: Int

  static let odd = [
    Size(width: 1, height: 1), Size(width: 1, height: 7), Size(width: 9, height: 1),
    Size(width: 63, height: 65),
  ]
}

extension Image {
  /// Every sample by chance: nothing a codec could round away unseen.
  static func noise(_ size: Size, _ channels: Channels, seed: UInt64 = 1) -> Image {
    var generator = SplitMix64(seed: seed)
    let count = size.width * size.height * channels.count
    let samples = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    return Image(width: size.width, height: size.height, channels: channels, samples: samples)
  }

  /// Slow gradients, as in a photograph of the sky.
  static func gradient(_ size: Size, _ channels: Channels) -> Image {
    let samples = (0..<size.width * size.height * channels.count).map { index in
      let (pixel, channel) = index.quotientAndRemainder(dividingBy: channels.count)
      let (y, x) = pixel.quotientAndRemainder(dividingBy: size.width)
      return UInt8(truncatingIfNeeded: min(255, 40 + x + y * (channel + 1) / 2))
    }
    return Image(width: size.width, height: size.height, channels: channels, samples: samples)
  }

  static func solid(_ size: Size, _ pixel: [UInt8]) throws -> Image {
    let channels = try #require(Channels(rawValue: UInt8(pixel.count)))
    let samples = Array(repeatElement(pixel, count: size.width * size.height).joined())
    return Image(width: size.width, height: size.height, channels: channels, samples: samples)
  }
}
