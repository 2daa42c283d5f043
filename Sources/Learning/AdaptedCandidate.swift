import Files
import Images
import Networks
import PictureCodec

/// The photo model, adapted to the pictures that it is to encode.
package struct AdaptedCandidate {
  package let group: PictureGroup
  package let plan: LearningPlan
  package let length: FolderPlan.Length
  /// The base model file.
  package let base: [UInt8]

  package init(group: PictureGroup, plan: LearningPlan, length: FolderPlan.Length, base: [UInt8]) {
    self.group = group
    self.plan = plan
    self.length = length
    self.base = base
  }

  /// An archive of fewer bytes cannot save as much as a model costs.
  package static let fewestBytes = 64 << 10
  /// The most files that pieces are sampled from, and that the size of pieces is derived from.
  private static let (sampledFiles, sizedFiles) = (512, 9)
  /// Files of more bytes are not learned from.
  private static let fileBytes = 1 << 28

  /// Adapts the model. The result is nil if there is nothing to learn from, if the base model does
  /// not say what its levels were trained for, or if decoders reject the adapted model.
  ///
  /// - Parameter level: the level of the pictures under the base model
  package func learn(
    level: QualityLevel, _ watch: (AdaptingProgress) -> Void
  ) async throws -> AdaptedPhoto? {
    let pieces = pieces()
    let plan = AdaptingPlan(length: length, level: level, seed: plan.seed)
    guard let pieces, pieces.count > 0, plan.isPossible else { return nil }
    var run: PhotoAdapting
    do {
      run = try PhotoAdapting(
        base: base, pieces: pieces, of: group.paths.count, plan: plan,
        threads: self.plan.threads)
    } catch .badMetadata {
      // The user's model does not say what it was trained for.
      return nil
    }
    while !run.isFinished {
      try await run.advance()
      watch(run.progress)
    }
    do {
      return try run.finish()
    } catch {
      return nil
    }
  }

  /// Samples pieces from files all over the group, with one file in memory at a time.
  private func pieces() -> AdaptingPieces? {
    let sizes = spread(Self.sizedFiles).compactMap { image($0) }
      .map { AdaptingPieces.side(for: $0.width, $0.height) }.sorted()
    guard !sizes.isEmpty else { return nil }
    var pieces = AdaptingPieces(side: sizes[sizes.count / 2], seed: plan.seed)
    let paths = spread(Self.sampledFiles)
    let share = pieces.share(of: paths.count)
    for path in paths {
      if let image = image(path) { pieces.add(image, atMost: share) }
    }
    return pieces
  }

  private func spread(_ wanted: Int) -> [[UInt8]] {
    let count = min(wanted, group.paths.count)
    return (0..<count).map { group.paths[(2 * $0 + 1) * group.paths.count / (2 * count)] }
  }

  private func image(_ path: [UInt8]) -> Image? {
    guard let input = try? InputFile(path: path),
      let bytes = try? input.readAll(limit: Self.fileBytes),
      let image = (try? ImageFile.read(bytes))?.image,
      image.pixelCount <= PictureCodec.maximumPixels
    else { return nil }
    return image
  }

  /// The adapted model in the form that packing takes.
  package func model(_ adapted: AdaptedPhoto, level: QualityLevel? = nil) -> AdaptedModel {
    AdaptedModel(
      name: "adapted", file: adapted.file, model: adapted.model, paths: Set(group.paths),
      level: level)
  }
}
