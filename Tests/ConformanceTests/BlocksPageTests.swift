import ExactCodec
import Images
import PictureCodec
import ReferenceDecoder
import TestSupport
import Testing

/// That what blocks-1.md, pixels-1.md and mixing-1.md say is what the encoders write.
@Suite struct BlocksPageTests {
  @Test(arguments: [Image.Channels.grey, .rgb], [false, true])
  func `a layer is decoded from its page alone`(channels: Image.Channels, hasBase: Bool) throws {
    for (width, height, step) in [(1, 1, 20), (61, 35, 8), (40, 72, 34), (24, 17, 71)] {
      let image = drawing(width, height, channels, seed: 1)
      let base = hasBase ? drawing(width, height, channels, seed: 2) : nil
      var encoder = BlockEncoder(
        BlockLayer(step: step, shape: image.shape), hasBase: hasBase)
      var seen: [UInt8] = []
      for top in stride(from: 0, to: height, by: 8) {
        let rows = top * image.shape.line..<min(top + 8, height) * image.shape.line
        seen += encoder.append(
          Array(image.samples[rows]), base: base.map { Array($0.samples[rows]) })
      }
      let decoded = try BlockPicture.samples(
        encoder.finish(), width: width, height: height, planes: channels.count,
        base: base?.samples)
      #expect(decoded == seen)
    }
  }

  @Test(arguments: [Image.Channels.grey, .rgb])
  func `exact pixels are decoded from their page alone`(channels: Image.Channels) throws {
    for (width, height) in [(1, 1), (61, 35), (40, 72), (3, 90)] {
      let image = drawing(width, height, channels, seed: 4)
      var encoder = PixelEncoder(image.shape)
      encoder.append(image.samples)
      let decoded = try PixelPicture.samples(
        encoder.finish(), width: width, height: height, planes: channels.count)
      #expect(decoded == image.samples)
    }
  }

  /// Checks, a repeated motif and noise, so that every mode and large symbols occur.
  private func drawing(
    _ width: Int, _ height: Int, _ channels: Image.Channels, seed: UInt64
  ) -> Image {
    var random = SplitMix64(seed: seed)
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for plane in 0..<channels.count {
          let noise = Int(random.next() % (y % 24 < 8 ? 60 : 4))
          let check = (x / 3 + y / 5) % 2 * (140 - 40 * plane)
          samples.append(UInt8(min(check + noise + x % 8 * 3, 255)))
        }
      }
    }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }
}
