import Images
import TestSupport

/// A picture of slopes, edges and a little noise.
func testImage(
  width: Int = 200, height: Int = 120, channels: Image.Channels = .rgb, seed: UInt64 = 1
) -> Image {
  var dice = SplitMix64(seed: seed)
  var samples: [UInt8] = []
  let tilt = Int.random(in: 1...3, using: &dice)
  for y in 0..<height {
    for x in 0..<width {
      let isInside = (x / 29 + y / 37 + Int(seed)) % 3 == 0
      for channel in 0..<channels.count {
        let slope = (x * tilt + y * (channel + 1)) / 4 % 180
        let noise = Int.random(in: -4...4, using: &dice)
        samples.append(UInt8(max(min((isInside ? 230 - slope : slope) + noise + 10, 255), 0)))
      }
    }
  }
  return Image(width: width, height: height, channels: channels, samples: samples)
}
