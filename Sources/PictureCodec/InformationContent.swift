import CPlatform
import Entropy
import Networks
import Tensors

extension LatentGroup {
  /// The information content of pictures' symbols under the prior, in bits.
  package static func idealBits(of pictures: [Picture], model: SampleModel) -> Double {
    var bits = 0.0
    forEachLatent(of: pictures, model) { symbols, parameters in
      bits +=
        model.bins == .logistic
        ? InformationContent.logistic(symbols, parameters.means, parameters.scales)
        : InformationContent.laplace(symbols, parameters.means, parameters.scales)
    }
    return bits
  }
}

extension PhotoCodec {
  /// The information content of hyper-latents under the model's logistic distributions, in bits.
  package func hyperBits(_ hyperLatents: LatentGrid) -> Double {
    var bits = 0.0
    for (index, symbol) in hyperLatents.symbols.enumerated() {
      let prior = model.hyperPrior[index % model.hyperPrior.count]
      let index = Int(symbol) - prior.first
      let inside = prior.cumulative.indices.contains(index + 1) && index >= 0
      let share = inside ? prior.cumulative[index + 1] - prior.cumulative[index] : 0
      bits -= log2(max(Double(share) / 0x1p32, 0x1p-24))
    }
    return bits
  }
}

/// −log₂ of the probability of symbols under the prior's distributions, summed. Means are in
/// sixteenths, and scales are indices of `ScaleLevel.sigmas`.
package enum InformationContent {
  package static func laplace(_ symbols: [Int16], _ means: [Int32], _ scales: [UInt8]) -> Double {
    sum(symbols, means, scales) { $0 < 0 ? exp($0) / 2 : 1 - exp(-$0) / 2 }
  }

  package static func logistic(_ symbols: [Int16], _ means: [Int32], _ scales: [UInt8]) -> Double {
    sum(symbols, means, scales) { 1 / (1 + exp(-$0)) }
  }

  /// - Parameter mass: the cumulative distribution function, in scales from the mean
  private static func sum(
    _ symbols: [Int16], _ means: [Int32], _ scales: [UInt8], mass: (Double) -> Double
  ) -> Double {
    var bits = 0.0
    for index in symbols.indices {
      let sigma = ScaleLevel.sigmas[Int(scales[index])]
      let distance = abs(Double(symbols[index]) - Double(means[index]) / 16)
      let p = mass((0.5 - distance) / sigma) - mass((-0.5 - distance) / sigma)
      bits -= log2(max(p, 0x1p-24))
    }
    return bits
  }
}
