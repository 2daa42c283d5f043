import Aezip
import Images
import Networks
import Synchronization

/// Pictures of an archive that are compared with each other, as one model encodes them.
package struct ComparedPictures: Sendable {
  package let model: CodingModel
  /// Paths of pictures that have no latents: they are decoded, and encoded by the model.
  package let decoded: [[UInt8]]

  /// All pictures that can be compared, those of the model of most pictures first.
  ///
  /// Pictures without latents are compared with photographs. Where no model codes any picture they
  /// are compared by the built-in model.
  package static func all(of archive: Archive) throws -> [ComparedPictures] {
    var models = try archive.codingModels()
    let others = archive.picturesWithoutLatents
    if models.isEmpty, !others.isEmpty { models = [try Archive.builtInCodingModel] }
    let photo = models.firstIndex { $0.shape == nil }
    return models.enumerated().map { index, model in
      guard index == photo else { return ComparedPictures(model: model, decoded: []) }
      var model = model
      model.pictures += others.count
      return ComparedPictures(model: model, decoded: others)
    }
  }

  /// The shape of the pictures; nil where they have any size.
  var shape: SampleShape? { model.shape }
}

extension Archive {
  /// Decodes pictures, encodes them upright by a model of photographs, and describes them. Files
  /// that cannot be read as pictures are left out.
  ///
  /// - Throws: an error at the first damage
  func photoDescriptors(
    of paths: [[UInt8]], _ model: PhotoModel, _ level: QualityLevel, jobs: Int,
    progress: @Sendable (Progress) -> Void
  ) async throws -> [(path: [UInt8], numbers: [Float])] {
    guard !paths.isEmpty else { return [] }
    let found = Mutex([[UInt8]: [Float]]())
    let report = try await visit(
      only: Set(paths), seesJPEGs: true, jobs: jobs, progress: progress
    ) { path, content in
      guard case .picture(let picture) = content else { return }
      let numbers = PhotoDescriptor.numbers(of: picture.upright.image, by: model, level)
      found.withLock { $0[path] = numbers }
    }
    if let error = report.problems.compactMap(\.error).first { throw error }
    let described = found.withLock { $0 }
    return paths.compactMap { path in described[path].map { (path, $0) } }
  }
}
