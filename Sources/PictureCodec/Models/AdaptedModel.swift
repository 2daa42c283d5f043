import Networks

/// A photo model adapted to some of the very pictures to be packed.
package struct AdaptedModel: Sendable {
  /// The name in the archive's list, for people.
  package let name: String
  /// The model file: a delta of the model that photographs are packed with.
  package let file: [UInt8]
  /// The model with its encoder, which the file lacks.
  package let model: PhotoModel
  /// The files it is to be used for, by the names the system has for them.
  package let paths: Set<[UInt8]>
  /// The level of its pictures where no mean PSNR is asked for of all; nil for that of the others.
  package var level: QualityLevel?

  package init(
    name: String, file: [UInt8], model: PhotoModel, paths: Set<[UInt8]>, level: QualityLevel? = nil
  ) {
    self.name = name
    self.file = file
    self.model = model
    self.paths = paths
    self.level = level
  }
}
