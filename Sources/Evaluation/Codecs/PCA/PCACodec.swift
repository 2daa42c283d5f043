import Entropy
import Images
import LinearAlgebra
import Tensors

/// Principal components as an honest rival: coefficients quantised by one step, coded by
/// adaptive context mixing.
///
/// One step for all coefficients is what reverse water-filling asks for (Cover and Thomas,
/// section 10.3). Levels are chosen by rate and distortion together, the first components are
/// predicted from neighbouring blocks, and every bit is coded by what was coded before it.
///
/// What pictures share (step, components, mean) is coded as well, see ``sharedBytes``, and the
/// components are used as they come out of there.
package struct PCACodec: Sendable {
  /// What a decoder needs beside a picture's stream.
  package let sharedBytes: [UInt8]
  let shared: PCASharedData
  let synthesis: Pointwise

  /// A codec for pictures like those that `basis` was learnt from.
  ///
  /// - Parameters:
  ///   - step: the quantiser's, in sample steps
  ///   - blocks: how many blocks share the cost of the components: those learnt from where nil.
  ///     With more of them more components pay, and they are stored more precisely.
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

  /// The codec that ``sharedBytes`` tells of.
  package init(sharedBytes: [UInt8]) {
    var decoder = BinaryRangeDecoder(trimmed: sharedBytes[...])
    shared = PCASharedData().coded(by: &decoder)
    self.sharedBytes = sharedBytes
    synthesis = shared.synthesis
  }

  /// Steps that span about 26…42 dB on photographs.
  package static let steps: [Float] = [9, 12, 16, 22, 30, 40, 54, 73, 99, 133]

  /// Components that are coded.
  package var components: Int { shared.components.count }

  /// Encodes a picture and decodes it from nothing but its stream and the shared bytes.
  package func code(_ blocks: BlockCoefficients) throws(PCAError) -> CodedPicture {
    let stream = encode(blocks)
    return CodedPicture(byteCount: stream.count, image: try decode(stream))
  }
}

/// Why a stream is none of this codec's.
package enum PCAError: Error, Equatable, CustomStringConvertible {
  case impossibleSize(width: Int, height: Int)

  package var description: String {
    switch self {
    case .impossibleSize(let width, let height):
      "the PCA stream is damaged: it speaks of \(width)×\(height) pixels"
    }
  }
}
