import Bytes

/// Models of small pictures with weights drawn from a seed. Together they have every kind of layer.
enum TinySamples {
  /// Grey, 12×16, 6 latents.
  static let grey = file(
    shape: "12x16x1", latents: 6,
    decoder: [
      Part("dense:48", weights: [48, 6], scale: 2), Part("softplus"), Part("reshape:3x4x4"),
      Part("transpose:5", weights: [4, 3, 3, 5], scale: 1), Part("tanh"), Part("repeat"),
      Part("convolve:4", weights: [4, 3, 3, 5], scale: 1), Part("relu"), Part("maxima"),
      Part("transpose:3", weights: [4, 3, 3, 3], scale: 1), Part("leaky"),
      Part("convolve:6/2", weights: [6, 3, 3, 3], scale: 1), Part("identity"), Part("repeat"),
      Part("convolve:1", weights: [1, 3, 3, 6], scale: 1), Part("sigmoid"),
    ],
    encoder: [
      Part("maxima"), Part("convolve:2/2", weights: [2, 3, 3, 1], scale: 2), Part("leaky"),
      Part("reshape:1x1x24"), Part("dense:6", weights: [6, 24], scale: 2),
    ])

  /// Colour, 5×7, 4 latents, one dense layer.
  static let colour = file(
    shape: "5x7x3", latents: 4,
    decoder: [
      Part("dense:105", weights: [105, 4], scale: 1), Part("reshape:5x7x3"),
      Part("sigmoid"),
    ],
    encoder: [Part("reshape:1x1x105"), Part("dense:5", weights: [5, 105], scale: 1)])

  /// Grey, 8×6, 40 latents: more than a panel of a chain's product.
  static let chained = file(
    shape: "8x6x1", latents: 40,
    decoder: [
      Part("dense:48", weights: [48, 40], scale: 2), Part("reshape:4x3x4"), Part("push"),
      Part("dense:4", weights: [4, 4], scale: 2), Part("unblock:2"), Part("swap"), Part("push"),
      Part("convolve:4", weights: [4, 3, 3, 4], scale: 1), Part("leaky"), Part("add"),
      Part("unblock:2"), Part("add"), Part("sigmoid"),
    ],
    encoder: [Part("reshape:1x1x48"), Part("dense:40", weights: [40, 48], scale: 2)],
    isChained: true, change: { $0.append(("bins", "centre")) })

  /// Grey, 16×32, 12 latents, weights in bytes: halves that mirror each other except for an odd
  /// part.
  static let mirrored = file(
    shape: "16x32x1", latents: 12,
    decoder: [
      Part("dense:512", weights: [512, 12], spread: 5), Part("reshape:8x8x8"), Part("unfold"),
      Part("unblock:2"), Part("sigmoid"),
    ],
    encoder: nil, isChained: true)

  /// Grey, 8×6, 36 latents under logistic distributions.
  ///
  /// - Parameter follows: whether the model has a chain and an energy
  static func logistic(follows: Bool) -> [UInt8] {
    file(
      shape: "8x6x1", latents: 36,
      decoder: [
        Part("dense:48", weights: [48, 36], scale: 2), Part("reshape:8x6x1"), Part("sigmoid"),
      ],
      encoder: [Part("reshape:1x1x48"), Part("dense:36", weights: [36, 48], scale: 2)],
      isChained: follows, energy: follows ? [0.875] : nil,
      change: { $0.append(("bins", "logistic")) })
  }

  struct Part {
    let text: String
    var weights: [Int] = []
    var scale = 0.0
    /// If above 0, few weights are zero, and they spread more in some columns.
    var spread = 0

    init(_ text: String, weights: [Int] = [], scale: Double = 0, spread: Int = 0) {
      (self.text, self.weights, self.scale, self.spread) = (text, weights, scale, spread)
    }

    /// Channels of the output.
    var outputs: Int {
      text.hasPrefix("transpose") ? weights[weights.count - 1] : weights.first ?? 0
    }
  }

  /// - Parameters:
  ///   - energy: numbers of that tensor
  ///   - change: changes the metadata
  static func file(
    shape: String, latents: Int, samples: String = "u8", decoder: [Part], encoder: [Part]?,
    isChained: Bool = false, energy: [Double]? = nil,
    change: (inout [(String, String)]) -> Void = { _ in }
  ) -> [UInt8] {
    var builder = SafeTensorsBuilder()
    builder.add(decoder, "decoder", isStepped: isChained)
    builder.add(encoder ?? [], "encoder")
    builder.add("gain.decode", [3, latents], "F32") { index, _ in
      [1, 0.5, 0.125][index / latents] * Double(1 + index % latents) / 2
    }
    builder.add("prior.mean", [3, latents], "F64") { index, weight in
      weight * 3 + Double(index % 3 - 1)
    }
    builder.add("prior.scale", [3, latents], "F16") { index, _ in
      Double(index / latents) * 1.5 - Double(index % latents) / 2
    }
    if isChained {
      builder.add("prior.chain", [latents, latents], "U8") { index, weight in
        // Numbers on and above the diagonal are ignored.
        weight == 0 ? 128 : 128 + (weight * 20).rounded() + Double(index % 3)
      }
      builder.add("prior.chain.step", [1], "F32") { _, _ in 0.03125 }
    }
    if let energy {
      builder.add("prior.energy", [energy.count], "F32") { index, _ in energy[index] }
    }
    var metadata = [
      ("format", "aezip-objects"), ("shape", shape), ("samples", samples),
      ("latents", "\(latents)"), ("levels", "3"),
      ("decoder", decoder.map(\.text).joined(separator: " ")),
    ]
    if let encoder {
      metadata.append(("encoder", encoder.map(\.text).joined(separator: " ")))
    }
    change(&metadata)
    return builder.file(metadata: metadata)
  }
}

extension SafeTensorsBuilder {
  fileprivate mutating func add(
    _ parts: [TinySamples.Part], _ name: String, isStepped: Bool = false
  ) {
    for (number, part) in parts.filter({ !$0.weights.isEmpty }).enumerated() {
      // Mostly zeros like those of the photo model, except for a few that pass all inputs.
      let width = part.weights[part.weights.count - 1]
      if isStepped {
        add("\(name).\(number).weight", part.weights, "U8") { index, weight in
          let most = part.spread * (1 + index % width % 4)
          let noise = most == 0 ? 0 : Int((UInt32(index) &* 2_654_435_761) >> 8) % (2 * most + 1)
          return part.spread > 0
            ? Double(128 + noise - most)
            : 128 + (part.scale * (index % (width + 1) == 0 ? 40 : 60 * weight)).rounded()
        }
        add("\(name).\(number).weight.step", [1], "F32") { _, _ in 1 / 96 }
        add("\(name).\(number).bias", [part.outputs], "I32") { index, _ in
          Double(300 * (index % 3 - 1))
        }
        add("\(name).\(number).bias.step", [1], "F16") { _, _ in 1 / 4096 }
        continue
      }
      add("\(name).\(number).weight", part.weights, "F16") { index, weight in
        part.scale * (index % (width + 1) == 0 ? 0.5 : weight)
      }
      add("\(name).\(number).bias", [part.outputs], "F32") { _, weight in weight / 4 }
    }
  }
}
