import Tensors

/// Rate-distortion optimised quantisation: a latent that lies nearly half-way between two symbols
/// is rounded to the one with the lower cost of bits and squared error together.
///
/// The choice is a table lookup by the level of scale, the distance of the mean from the nearest
/// symbol and the remainder of rounding. The table is computed by operations that are the same on
/// every machine.
package enum RDOQuantiser {
  /// The squared error, in squared quantisation steps, that a bit is worth. For unconstrained
  /// quantisation at high rates it is ln 2 / 6 = 0.116; values from 0.045 to 0.1 were tried.
  private static let errorOfABit = 0.06

  /// Distances in sixteenths of the mean from the nearest symbol, in the direction of the other
  /// symbol. Below half a step the nearest symbol is also the more likely one; above 2½ steps
  /// nothing changes, or symbols are so unlikely that they all cost the same.
  private static let distances = 8...40

  /// The least remainder, in units of 1 / ``LatentGrid/remainderUnits``, from which on the other
  /// symbol costs less: scales × distances. It exceeds every remainder where the other never does.
  static let thresholds: [Int16] = (0..<ScaleLevel.count).flatMap { level in
    distances.map { threshold(scale: level, distance: $0) }
  }

  private static func threshold(scale level: Int, distance: Int) -> Int16 {
    let sigma = ScaleLevel.sigmas[level]
    let (nearest, other) = (
      Candidate(sigma: sigma, level: level, distance: distance),
      Candidate(sigma: sigma, level: level, distance: distance - 16)
    )
    let units = LatentGrid.remainderUnits
    for remainder in LatentGrid.leastRemainder...units / 2 {
      let left = Double(remainder) / Double(units)
      let (less, more) = (nearest.offset - left, 1 + other.offset - left)
      // The growth of the error in bits. The comparison needs no logarithm, which is not exact.
      let bits = (more * more - less * less) / errorOfABit
      if other.mass > nearest.mass * exactExp(bits * 0.6931471805599453) {
        return Int16(remainder)
      }
    }
    return Int16(units)
  }

  /// A symbol whose mean lies `distance` sixteenths above it.
  private struct Candidate {
    /// Its approximate probability in the coder's tables, where none is below 1/65536.
    let mass: Double
    /// The offset of its reconstruction, in quantisation steps.
    let offset: Double

    init(sigma: Double, level: Int, distance: Int) {
      func tail(_ sixteenths: Int) -> Double { exactExp(-Double(sixteenths) / 16 / sigma) / 2 }
      let far = abs(distance)
      let share =
        far < 8 ? 1 - tail(8 + far) - tail(8 - far) : tail(far - 8) - tail(far + 8)
      mass = share + 1 / 65536
      offset = Double(
        ReconstructionOffsets.table[17 * level + 8 + min(max(distance, -8), 8)])
    }
  }

  /// Chooses the cheaper symbol for each latent.
  ///
  /// - Parameters:
  ///   - nearest: the nearest symbols
  ///   - remainders: the remainders of rounding; see ``LatentGrid/remainders(of:)``
  ///   - parameters: the prior's parameters of the symbols
  /// - Returns: for each latent the nearest symbol, or its neighbour in the direction of the latent
  ///   and the mean if that costs less
  package static func cheapest(
    _ nearest: [Int16], remainders: [Int16], _ parameters: PriorParameters
  ) -> [Int16] {
    var symbols = nearest
    for (index, remainder) in remainders.enumerated() where remainder != 0 {
      let distance = Int(parameters.means[index]) - 16 * Int(symbols[index])
      let towards: Int16 = remainder < 0 ? -1 : 1
      let along = distance * Int(towards)
      guard along > distances.lowerBound, abs(symbols[index]) < Int16.max else { continue }
      let entry =
        Int(parameters.scales[index]) * distances.count + min(along, distances.upperBound)
        - distances.lowerBound
      if abs(remainder) >= thresholds[entry] { symbols[index] += towards }
    }
    return symbols
  }
}
