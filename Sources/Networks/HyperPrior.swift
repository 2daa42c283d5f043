/// The logistic distribution of one channel of hyper-latents, as integers.
package struct HyperPrior: Sendable, Equatable {
  /// The least integer with an interval of its own.
  package let first: Int
  /// P(z < first + j) in 1/2^32, j = 0…
  package let cumulative: [UInt64]

  init(mean: Double, scale: Double) throws(ModelError) {
    guard scale > 0, scale <= 256, abs(mean) <= 16384 else {
      throw .badMetadata(key: "hyper_prior", value: "mean \(mean), scale \(scale)")
    }
    // Beyond 9 scales lies 1/8000 of the mass on a side.
    let first = Int((mean - 9 * scale).rounded(.down))
    let end = Int((mean + 9 * scale).rounded(.up)) + 1
    self.first = first
    cumulative = (first...end).map { z in
      UInt64(exactLogistic((Double(z) - 0.5 - mean) / scale) * 4294967296)
    }
  }
}
