/// Where in its bin a code is best reconstructed: the mean of the Laplace density inside the bin,
/// less the bin's centre.
///
/// A table of 64 scales × 17 distances: entry 17·i + 8 + u is for scale level i and a mean that
/// lies u sixteenths above the code, −8 ≤ u ≤ 8; beyond, the nearest entry holds.
enum ReconstructionOffsets {
  static let table: [Float] = (0..<64).flatMap { level in
    let sigma = exactExp(-3.2 + Double(level) * 8.7 / 63)
    return (-8...8).map { Float(offset(sigma: sigma, distance: Double($0) / 16)) }
  }

  /// - Parameters:
  ///   - sigma: scale of the density, in codes
  ///   - distance: its mean less the code, −½…½
  private static func offset(sigma: Double, distance u: Double) -> Double {
    if sigma > 8 { return 0 }
    if abs(u) >= 0.5 {
      // ½·coth(1/(2·sigma)) − sigma, away from the code towards the mean
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
