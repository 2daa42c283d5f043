/// How much noise each level of a photo model takes out that was taught to, and not to code.
package struct DenoisingLevels: Sendable, Equatable {
  /// Deviations of normal noise, of samples 0…255, ascending, a level each.
  package let deviations: [Float]

  /// The entry of a model file's metadata.
  package static let key = "noise"

  package init(_ deviations: [Float]) { self.deviations = deviations }

  /// What a file says; nil of a model that codes.
  ///
  /// - Throws: `ModelError.badMetadata` unless there is an ascending number above 0 for each level
  package init?(metadata: [String: String], levels: Int) throws(ModelError) {
    guard let text = metadata[Self.key] else { return nil }
    let numbers = text.split(separator: " ").map { Float($0) ?? .nan }
    guard numbers.count == levels, numbers.allSatisfy({ $0 > 0 && $0 <= 255 }),
      zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw .badMetadata(key: Self.key, value: text) }
    deviations = numbers
  }

  package var text: String { deviations.map { "\($0)" }.joined(separator: " ") }

  /// The level of a deviation, between two where it lies between theirs. What is expected of codes
  /// is the mean, too: their rates do not matter, and noise comes out 0.2 dB better than by the nearest.
  package func level(of deviation: Float) -> QualityLevel {
    guard let above = deviations.firstIndex(where: { $0 > deviation }) else {
      return .trained(deviations.count - 1)
    }
    guard above > 0 else { return .trained(0) }
    let (low, high) = (deviations[above - 1], deviations[above])
    let share = (deviation - low) / (high - low)
    return QualityLevel(
      index: 256 * (above - 1) + Int((256 * share).rounded()), conditioning: .interpolated)
  }
}
