import Entropy
import Images
import LinearAlgebra
import Tensors

/// A transform codec on principal components, made as strong as such a codec reasonably can be:
/// coefficients are quantised with one step and coded by adaptive context mixing.
///
/// One step for all coefficients is what reverse water-filling asks for (Cover and Thomas,
/// Elements of Information Theory, section 10.3). Levels minimise rate and distortion together,
/// the first components are predicted from neighbouring blocks, and every bit is coded under a
/// probability that depends on the bits before it.
///
/// Step, components and mean, which the pictures share, are coded as well, see ``sharedBytes``;
/// the codec uses the components as they decode from there.
package struct PCACodec: Sendable {
  /// The bytes that a decoder needs beside a picture's stream.
  package let sharedBytes: [UInt8]
  let shared: PCASharedData
  let synthesis: Pointwise

  /// A codec for pictures like those that `basis` was learned from.
  ///
  /// - Parameters:
  ///   - step: the quantisation step, in sample steps
  ///   - blocks: how many blocks share the cost of the components; nil for the number of blocks
  ///     that were learned from. The more blocks, the more components are worth their bytes, and
  ///     the more precisely they are stored.
  package init(
    basis: PCABasis, step: Float, sharedByBlocks blocks: Int? = nil
  ) throws(EigenvectorsError) {
    let data = try PCASharedData(
      basis: basis, step: step, blocks: max(blocks ?? basis.blockCount, 1))
    var encoder = BinaryRangeEncoder()
    shared = data.coded(by: &encoder)
    sharedBytes = encoder.finishTrimmed()
    synthesis = shared.synthesis
  }

  /// The codec that ``sharedBytes`` describes.
  package init(sharedBytes: [UInt8]) {
    var decoder = BinaryRangeDecoder(trimmed: sharedBytes[...])
    shared = PCASharedData().coded(by: &decoder)
    self.sharedBytes = sharedBytes
    synthesis = shared.synthesis
  }

  /// Steps that span about 26…42 dB on photographs.
  package static let steps: [Float] = [9, 12, 16, 22, 30, 40, 54, 73, 99, 133]

  /// The number of components that are coded.
  package var components: Int { shared.components.count }

  /// Encodes a picture and decodes it from nothing but its stream and the shared bytes.
  package func code(_ blocks: BlockCoefficients) throws(PCAError) -> CodecResult {
    let stream = encode(blocks)
    return CodecResult(byteCount: stream.count, image: try decode(stream))
  }
}

/// Why a stream cannot be decoded.
package enum PCAError: Error, Equatable, CustomStringConvertible {
  case impossibleSize(width: Int, height: Int)

  package var description: String {
    switch self {
    case .impossibleSize(let width, let height):
      "the PCA stream is damaged: it declares \(width)×\(height) pixels"
    }
  }
}
