/// The 64 levels of scale of a symbol's distribution, which are part of the format.
package enum ScaleLevel {
  /// The number of levels.
  package static let count = 64

  /// The scale σ = exp(−3.2 + level · 8.7 / 63) of each level, in quantisation steps; the same on
  /// every machine.
  package static let sigmas = (0..<count).map { exactExp(-3.2 + Double($0) * 8.7 / 63) }
}

/// The offset of the best reconstruction from a symbol: the mean of the Laplace density within the
/// symbol's bin, less the centre of the bin.
///
/// Entry 17·i + 8 + u of the table is for scale level i and a mean that lies u sixteenths above the
/// symbol, −8 ≤ u ≤ 8; beyond, the nearest entry applies.
enum ReconstructionOffsets {
  static let table: [Float] = (0..<ScaleLevel.count).flatMap { level in
    let sigma = ScaleLevel.sigmas[level]
    return (-8...8).map { Float(offset(sigma: sigma, distance: Double($0) / 16)) }
  }

  /// - Parameters:
  ///   - sigma: the scale of the density, in quantisation steps
  ///   - distance: its mean less the symbol, −½…½
  private static func offset(sigma: Double, distance u: Double) -> Double {
    if sigma > 8 { return 0 }
    if abs(u) >= 0.5 {
      // ½·coth(1/(2·sigma)) − sigma, from the symbol towards the mean
      let e = exactExp(-1 / sigma)
      let far = 0.5 * (1 + e) / (1 - e) - sigma
      return u < 0 ? -far : far
    }
    let (above, below) = (0.5 - u, u + 0.5)
    let (eAbove, eBelow) = (exactExp(-above / sigma), exactExp(-below / sigma))
    let mAbove = sigma * sigma - eAbove * sigma * (sigma + above)
    let mBelow = sigma * sigma - eBelow * sigma * (sigma + below)
    return u + (mAbove - mBelow) / (sigma * (2 - eBelow - eAbove))
  }
}
