/// What was learned from a folder's pictures.
package struct LearnedSamples: Sendable {
  /// The model file, which only decodes: weights are bytes beside a step.
  package let file: [UInt8]
  /// Of each picture.
  package let codes: [[Int16]]
  /// The PSNR of what the file makes of the codes: samples 0…255, the mean over all pictures.
  package let decibels: Double
  /// What all codes cost by the model's prior, about.
  package let bits: Double
  /// Whether the PSNR is at least what was asked for.
  package let meetsTarget: Bool

  /// One that meets the target is better than one that does not; of two that do the smaller is,
  /// of two that do not the nearer.
  package func isBetter(than other: LearnedSamples) -> Bool {
    guard meetsTarget == other.meetsTarget else { return meetsTarget }
    return meetsTarget ? bits < other.bits : decibels > other.decibels
  }
}
