import Tensors

/// Rounds codes by what they cost, in bits and in error together: a number that lies nearly half way
/// between two codes becomes the one that the prior rather expects.
///
/// Which one is in a table, by the scale, by how far the mean lies from the nearest code, and by what
/// rounding left; it comes from operations that are the same on every machine.
package enum RDOQuantiser {
  /// The squared error, in squared steps of a code, that a bit is worth. At high rates it would be
  /// ln 2 / 6 = 0.116, were codes free to lie anywhere; 0.045 to 0.1 were tried.
  private static let errorOfABit = 0.06

  /// Distances of the mean from the nearest code, in sixteenths, towards the other one. Nearer than
  /// half a step the nearest is the one expected; farther away nothing changes, or codes are so
  /// unlikely that they all cost the same.
  private static let distances = 8...40

  /// The least remainder, in `CodeGrid.remainderUnits`, at which the other code costs less: scales ×
  /// distances. Where none does, it is more than there are.
  static let thresholds: [Int16] = (0..<64).flatMap { level in
    distances.map { threshold(scale: level, distance: $0) }
  }

  private static func threshold(scale level: Int, distance: Int) -> Int16 {
    let sigma = exactExp(-3.2 + Double(level) * 8.7 / 63)
    let (nearest, other) = (
      Candidate(sigma: sigma, level: level, distance: distance),
      Candidate(sigma: sigma, level: level, distance: distance - 16)
    )
    let units = LatentGrid.remainderUnits
    for remainder in LatentGrid.leastRemainder...units / 2 {
      let left = Double(remainder) / Double(units)
      let (less, more) = (nearest.offset - left, 1 + other.offset - left)
      // What the error grows by, in bits; without a logarithm, of which there is no exact one.
      let bits = (more * more - less * less) / errorOfABit
      if other.mass > nearest.mass * exactExp(bits * 0.6931471805599453) {
        return Int16(remainder)
      }
    }
    return Int16(units)
  }

  /// A code whose prior's mean lies `distance` sixteenths above it.
  private struct Candidate {
    /// About what the coder's tables give it: none has less than one of 65536.
    let mass: Double
    /// Where it is reconstructed, from where it is, in codes.
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

  /// - Parameters:
  ///   - codes: the nearest ones
  ///   - remainders: what that left; see `CodeGrid.remainders(of:)`
  ///   - expected: what the prior says of them
  /// - Returns: for each number the nearest code, or the next towards it and the mean where that
  ///   costs less
  package static func cheapest(
    _ codes: [Int16], remainders: [Int16], _ expected: PriorParameters
  ) -> [Int16] {
    var codes = codes
    for (index, remainder) in remainders.enumerated() where remainder != 0 {
      let distance = Int(expected.means[index]) - 16 * Int(codes[index])
      let towards: Int16 = remainder < 0 ? -1 : 1
      let along = distance * Int(towards)
      guard along > distances.lowerBound, abs(codes[index]) < Int16.max else { continue }
      let place =
        Int(expected.scales[index]) * distances.count + min(along, distances.upperBound)
        - distances.lowerBound
      if abs(remainder) >= thresholds[place] { codes[index] += towards }
    }
    return codes
  }
}
