import Tables

/// What a model file says of itself.
package struct ModelCard: Sendable, Equatable, Codable {
  /// The data learned from.
  package struct Data: Sendable, Equatable, Codable {
    /// SHA-256, as hexadecimal digits.
    package let digest: String
    /// Objects learned from.
    package let trained: Int
    /// Objects held out to judge by.
    package let heldOut: Int
    /// Of the numbers in the data's files, as in "u8".
    package let type: String
    /// The network sees (number − offset) · factor.
    package let offset: Double
    package let factor: Double

    package init(
      digest: String, trained: Int, heldOut: Int, type: NumberType, scale: NumberScale
    ) {
      self.digest = digest
      self.trained = trained
      self.heldOut = heldOut
      self.type = type.rawValue
      offset = scale.offset
      factor = scale.factor
    }
  }

  /// Version of the program.
  package let program: String
  package let settings: AutoencoderSettings
  /// Nil where nothing was trained step by step.
  package let plan: TrainingPlan?
  package let data: Data
  /// Steps made.
  package var steps: Int
  /// Nil where the run is not over.
  package var figures: Figures?

  package init(
    program: String, settings: AutoencoderSettings, plan: TrainingPlan?, data: Data,
    steps: Int = 0, figures: Figures? = nil
  ) {
    self.program = program
    self.settings = settings
    self.plan = plan
    self.data = data
    self.steps = steps
    self.figures = figures
  }
}
