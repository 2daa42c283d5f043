import Files
import Images
import Networks
import PictureCodec

/// The photo model that pictures are packed with, adapted to them.
package struct AdaptedCandidate {
  package let group: PictureGroup
  package let plan: LearningPlan
  package let length: FolderPlan.Length
  /// The file of the model to begin with.
  package let base: [UInt8]

  package init(group: PictureGroup, plan: LearningPlan, length: FolderPlan.Length, base: [UInt8]) {
    self.group = group
    self.plan = plan
    self.length = length
    self.base = base
  }

  /// Bytes of an archive below which a model can save no more than it takes itself.
  package static let fewestBytes = 64 << 10
  /// Files that pieces are taken of, and files that are looked at for the size of pieces.
  private static let (sampledFiles, sizedFiles) = (512, 9)
  /// Bytes of a file above which it is no picture to learn from.
  private static let fileBytes = 1 << 28

  /// Adapts the model; nil where there is nothing to learn from, or what was learned is none that
  /// decoders take.
  ///
  /// - Parameter level: that its pictures have by the model it begins as
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
      // A model of the user's own that does not say what it was trained for.
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

  /// Pieces of files from all over the group, one file after the other in memory.
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

  /// What packing needs of it.
  package func model(_ adapted: AdaptedPhoto, level: QualityLevel? = nil) -> AdaptedModel {
    AdaptedModel(
      name: "adapted", file: adapted.file, model: adapted.model, paths: Set(group.paths),
      level: level)
  }
}
