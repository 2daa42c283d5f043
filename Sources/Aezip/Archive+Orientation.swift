import Bytes
import Images

extension Archive {
  /// EXIF orientations of a model's pictures, by path.
  ///
  /// Upright pictures are left out. Latents and decoded pixels keep their stored orientation;
  /// `Image.upright(_:)` rotates the pixels.
  ///
  /// - Parameters:
  ///   - number: the model's; nil for that of no picture, as in ``CodingModel/number``
  ///   - jobs: the number of blocks read at a time
  /// - Throws: an error at the first damage
  package func orientations(
    ofModel number: Int?, jobs: Int = 1
  ) async throws -> [[UInt8]: ImageOrientation] {
    guard let number else { return [:] }
    let blocks = Set(
      reader.entries.indices.filter { reader.entries[$0].picture?.model == number }
        .map { reader.block(ofEntry: $0) })
    var all: [[UInt8]: ImageOrientation] = [:]
    try await Pipeline.run(blocks.sorted(), width: max(jobs, 1)) { block in
      try orientations(ofModel: number, inBlock: block)
    } consume: { part in
      all.merge(part) { first, _ in first }
    }
    return all
  }

  private func orientations(
    ofModel number: Int, inBlock blockIndex: Int
  ) throws -> [[UInt8]: ImageOrientation] {
    let block = try reader.readBlock(blockIndex)
    var found: [[UInt8]: ImageOrientation] = [:]
    // A copy has the orientation of the preceding picture.
    var original = ImageOrientation.topLeft
    for (index, entry) in block.entries.enumerated() {
      if entry.kind != .copy {
        original = .topLeft
        if entry.kind == .picture, entry.picture?.model == number {
          var extras = ByteReader(block.extras(at: index))
          original = try ImageMetadata(parsing: &extras).orientation
        }
      }
      if original != .topLeft { found[entry.path] = original }
    }
    return found
  }
}
