import Training

/// How a model is learned for one folder's pictures; with the pictures, all that decides what comes
/// of it.
package struct FolderPlan: Sendable, Equatable, Codable {
  package enum Length: Sendable, Equatable, Codable {
    case steps(Int)
    /// Seconds, those before and after the steps too. Steps made for their speed alone tell how
    /// many there will be.
    case time(Double)
  }

  /// The PSNR asked for: decibels, the mean over all pictures, of samples 0…255.
  package var decibels: Double
  package var length: Length
  package var seed: UInt64

  package init(decibels: Double, length: Length, seed: UInt64 = 0) {
    self.decibels = decibels
    self.length = length
    self.seed = seed
  }

  /// Whether a run can be made by it.
  package var isPossible: Bool {
    let isLong =
      switch length {
      case .steps(let steps): (1...TrainingPlan.stepLimit).contains(steps)
      case .time(let seconds): seconds > 0 && seconds < 1e9
      }
    return isLong && (5...60).contains(decibels)
  }
}
