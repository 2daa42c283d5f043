import Images
import Networks

/// A model of grey pictures of 8×8 that are sums of three patterns: a light, a ramp to the right
/// and one downwards. The patterns are orthogonal, so a latent is a product with its own pattern.
enum RampModel {
  static let side = 8
  private static let gain: Float = 0.02

  /// Sums of squares are 16, 5.25 and 5.25.
  private static let patterns: [[Float]] = {
    let slope = (0..<side).map { (Float($0) - 3.5) / 8 }
    return [
      Array(repeating: 0.5, count: side * side),
      (0..<side * side).map { slope[$0 % side] },
      (0..<side * side).map { slope[$0 / side] },
    ]
  }()

  static func file(latents: Int = 3, mixture: LatentMixture? = nil) throws -> [UInt8] {
    var writer = SafeTensorsWriter(metadata: [
      "format": SampleModel.format, "shape": "8x8x1", "samples": "u8", "latents": "\(latents)",
      "levels": "1", "decoder": "dense:64 reshape:8x8x1",
      "encoder": "reshape:1x1x64 dense:\(latents)", "bins": "centre",
    ])
    func pattern(_ latent: Int) -> [Float] { patterns[latent % 3] }
    writer.add(
      "decoder.0.weight", shape: [64, latents],
      (0..<64).flatMap { pixel in (0..<latents).map { $0 < 3 ? pattern($0)[pixel] : 0 } })
    writer.add("decoder.0.bias", shape: [64], Array(repeating: 0, count: 64))
    writer.add(
      "encoder.0.weight", shape: [latents, 64],
      (0..<latents).flatMap { latent in
        let square = pattern(latent).reduce(0) { $0 + $1 * $1 }
        return pattern(latent).map { latent < 3 ? $0 / square : 0 }
      })
    writer.add("encoder.0.bias", shape: [latents], Array(repeating: 0, count: latents))
    for (name, number) in [("gain.decode", gain), ("prior.mean", 0), ("prior.scale", 4)] {
      writer.add(name, shape: [1, latents], Array(repeating: number, count: latents))
    }
    mixture?.write(into: &writer)
    return try writer.write()
  }

  static func image(_ light: Float, _ right: Float, _ down: Float) -> Image {
    let samples = (0..<side * side).map { pixel in
      let sum =
        light * patterns[0][pixel] + right * patterns[1][pixel] + down * patterns[2][pixel]
      return UInt8(min(max(sum, 0), 1) * 255 + 0.5)
    }
    return Image(width: side, height: side, channels: .grey, samples: samples)
  }

  /// A picture whose latents depend on an index.
  static func image(_ index: Int) -> Image {
    func number(_ place: Int) -> Float { Float((index * [7, 11, 13][place]) % 17) / 17 }
    return image(0.8 + 0.4 * number(0), number(1) - 0.5, number(2) - 0.5)
  }
}
