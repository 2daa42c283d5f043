import Images
import Tensors

/// Compression by principal components as textbooks describe it: a block is reduced to its first k
/// coefficients.
///
/// Each is stored as a 32-bit float, so a picture takes blocks · k · 4 bytes by definition; mean
/// and components, which all pictures share, are not counted.
package struct TextbookPCA: Sendable {
  /// The number k of coefficients of a block, 1…768.
  package let components: Int
  /// The values of k that reports show.
  package static let counts = [1, 2, 4, 8, 16, 32, 64, 128]

  private let synthesis: Pointwise

  package init(basis: PCABasis, components: Int) {
    precondition((1...PCABasis.size).contains(components), "there are 768 components")
    self.components = components
    synthesis = basis.synthesis(components: components)
  }

  /// The picture that its first k coefficients give, and its size by definition.
  package func code(_ blocks: BlockCoefficients) -> CodecResult {
    let all = blocks.tensor.values
    var kept: [Float] = []
    kept.reserveCapacity(blocks.blockCount * components)
    for block in 0..<blocks.blockCount {
      let start = block * PCABasis.size
      kept += all[start..<start + components]
    }
    let tensor = Tensor(
      rows: blocks.tensor.rows, columns: blocks.tensor.columns, channels: components,
      values: kept)
    let image = ColourBlocks.image(
      of: synthesis(tensor), width: blocks.width, height: blocks.height,
      isColour: blocks.isColour)
    return CodecResult(byteCount: blocks.blockCount * components * 4, image: image)
  }
}
