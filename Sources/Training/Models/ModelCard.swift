import Tables

/// The metadata that a model file holds about itself.
package struct ModelCard: Sendable, Equatable, Codable {
  /// The training data.
  package struct Data: Sendable, Equatable, Codable {
    /// SHA-256, as hexadecimal digits.
    package let digest: String
    /// The number of training samples.
    package let trained: Int
    /// The number of held-out samples.
    package let heldOut: Int
    /// The number type in the data's files, such as "u8".
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

  /// The version of the program.
  package let program: String
  package let settings: AutoencoderSettings
  /// The training plan; nil if the model was not trained by gradient descent.
  package let plan: TrainingPlan?
  package let data: Data
  /// The number of steps made.
  package var steps: Int
  /// The evaluation; nil until the run is finished.
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
