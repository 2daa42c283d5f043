import CPlatform
import Entropy
import Networks
import Tensors

extension LatentGroup {
  /// −log2 of the probability that the prior gives the codes of pictures.
  package static func idealBits(of pictures: [Picture], model: SampleModel) -> Double {
    var bits = 0.0
    walk(pictures, model) { codes, expected in
      bits +=
        model.bins == .logistic
        ? InformationContent.logistic(codes, expected.means, expected.scales)
        : InformationContent.laplace(codes, expected.means, expected.scales)
    }
    return bits
  }
}

extension PhotoCodec {
  /// −log2 P of hyper-latents under the model's logistic distributions.
  package func hyperBits(_ hyperLatents: LatentGrid) -> Double {
    var bits = 0.0
    for (index, symbol) in hyperLatents.codes.enumerated() {
      let prior = model.hyperPrior[index % model.hyperPrior.count]
      let place = Int(symbol) - prior.first
      let inside = prior.cumulative.indices.contains(place + 1) && place >= 0
      let share = inside ? prior.cumulative[place + 1] - prior.cumulative[place] : 0
      bits -= log2(max(Double(share) / 0x1p32, 0x1p-24))
    }
    return bits
  }
}

/// −log2 P of codes under the distributions they were predicted with.
package enum InformationContent {
  package static func laplace(_ symbols: [Int16], _ means: [Int32], _ scales: [UInt8]) -> Double {
    sum(symbols, means, scales) { $0 < 0 ? exp($0) / 2 : 1 - exp(-$0) / 2 }
  }

  package static func logistic(_ symbols: [Int16], _ means: [Int32], _ scales: [UInt8]) -> Double {
    sum(symbols, means, scales) { 1 / (1 + exp(-$0)) }
  }

  /// - Parameter mass: below a point so many scales from the mean
  private static func sum(
    _ symbols: [Int16], _ means: [Int32], _ scales: [UInt8], mass: (Double) -> Double
  ) -> Double {
    var bits = 0.0
    for index in symbols.indices {
      let sigma = exp(-3.2 + Double(scales[index]) * 8.7 / 63)
      let distance = abs(Double(symbols[index]) - Double(means[index]) / 16)
      let p = mass((0.5 - distance) / sigma) - mass((-0.5 - distance) / sigma)
      bits -= log2(max(p, 0x1p-24))
    }
    return bits
  }
}
