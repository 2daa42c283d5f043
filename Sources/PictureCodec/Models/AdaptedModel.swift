import Networks

/// A photo model adapted to some of the pictures that are packed with it.
package struct AdaptedModel: Sendable {
  /// The name in the archive's list, for people.
  package let name: String
  /// The model file: a delta of the model that photographs are packed with.
  package let file: [UInt8]
  /// The model with its encoder, which the file lacks.
  package let model: PhotoModel
  /// Paths in the file system of the files that it encodes.
  package let paths: Set<[UInt8]>
  /// The level of its pictures if no target sets the level of all; nil for the requested quality's.
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
