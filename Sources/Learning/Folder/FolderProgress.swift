/// How far a folder's run has come.
package struct FolderProgress: Sendable {
  package let step: Int
  package let steps: Int?
  /// PSNR of the last steps' pictures.
  package let decibels: Double?
  /// What the codes of one cost, by the prior.
  package let bytesAPicture: Double?
  /// What the model's integers cost.
  package let modelBytes: Double?
  /// Of the steps; what comes after them takes about a tenth of the time.
  package let secondsLeft: Double?
}
