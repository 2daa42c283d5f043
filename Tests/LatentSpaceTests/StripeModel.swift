import Networks

/// A model of grey pictures of 8×8 with two latents: the light, and the difference of the right
/// half from the left one. Its encoder has a convolution of four units before the latents.
enum StripeModel {
  static func file(encodes: Bool = true) throws -> [UInt8] {
    var writer = SafeTensorsWriter(metadata: [
      "format": SampleModel.format, "shape": "8x8x1", "samples": "u8", "latents": "2",
      "levels": "1", "decoder": "dense:64 reshape:8x8x1",
      "encoder": "convolve:4/2 leaky reshape:1x1x64 dense:2", "bins": "centre",
    ])
    let weights: [Float] = (0..<64).flatMap { at -> [Float] in [0.5, at % 8 < 4 ? -0.1 : 0.1] }
    writer.add("decoder.0.weight", shape: [64, 2], weights)
    writer.add("decoder.0.bias", shape: [64], Array(repeating: 0, count: 64))
    let taps = (0..<4 * 9).map { tap -> Float in
      let (unit, place) = (tap / 9, tap % 9)
      return unit == 0 ? 1 : [1, 0, -1][place % 3] * (unit % 2 == 0 ? 1 : -1)
    }
    writer.add("encoder.0.weight", shape: [4, 3, 3, 1], taps)
    writer.add("encoder.0.bias", shape: [4], Array(repeating: 0, count: 4))
    writer.add(
      "encoder.1.weight", shape: [2, 64], (0..<128).map { Float($0 % 5) / 50 - 0.04 })
    writer.add("encoder.1.bias", shape: [2], [0, 0])
    for (name, number) in [("gain.decode", 0.02), ("prior.mean", 50), ("prior.scale", 2)] {
      writer.add(name, shape: [1, 2], Array(repeating: Float(number), count: 2))
    }
    let file = try writer.write()
    return encodes ? file : try SampleModel.decodingFile(of: file)
  }
}
