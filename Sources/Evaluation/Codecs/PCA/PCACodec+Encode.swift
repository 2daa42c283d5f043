import Entropy
import Images

extension PCACodec {
  /// Squared steps of error that a bit is worth: about 2·ln 2 / 12, the trade-off of an ideal
  /// uniform quantiser at high rates, and slightly more, as a level also makes its neighbours
  /// more expensive.
  static let lagrangian: Float = 0.13

  /// Encodes a picture.
  package func encode(_ blocks: BlockCoefficients) -> [UInt8] {
    encodeBlocks(blocks).stream
  }

  /// Encodes a picture, and returns the reconstruction that the encoder expects of a decoder.
  package func encodeWithReconstruction(
    _ blocks: BlockCoefficients
  ) -> (stream: [UInt8], reconstruction: Image) {
    let (stream, dequantised) = encodeBlocks(blocks)
    return (stream, image(of: dequantised))
  }

  private func encodeBlocks(
    _ blocks: BlockCoefficients
  ) -> (stream: [UInt8], blocks: DequantisedBlocks) {
    var encoder = BinaryRangeEncoder()
    let header = PCAHeader(
      width: blocks.width, height: blocks.height, isColour: blocks.isColour)
    _ = header.coded(by: &encoder)
    var walk = CoefficientWalk(shared, rows: blocks.tensor.rows, columns: blocks.tensor.columns)
    let targets = targets(of: blocks)
    var costs: [Float] = []
    walk.code(by: &encoder) { index, component, expected, model in
      let target = targets[index] - Float(expected) / Float(CoefficientWalk.unit)
      return Self.level(for: target, component: component, model: &model, costs: &costs)
    }
    let centres = LevelCentres(of: walk, spreads: shared.spreads, targets: targets)
      .coded(by: &encoder)
    return (encoder.finishTrimmed(), DequantisedBlocks(walk, centres: centres, header: header))
  }

  /// The coefficients of the coded components, in steps.
  private func targets(of blocks: BlockCoefficients) -> [Float] {
    let all = blocks.tensor.values
    var targets: [Float] = []
    targets.reserveCapacity(blocks.blockCount * components)
    for block in 0..<blocks.blockCount {
      let start = block * PCABasis.size
      for component in start..<start + components { targets.append(all[component] / shared.step) }
    }
    return targets
  }

  /// The level of least rate-distortion cost among the nearest, the next smaller and zero.
  private static func level(
    for target: Float, component: Int, model: inout CoefficientModel, costs: inout [Float]
  ) -> Int {
    let nearest = Int((abs(target)).rounded())
    guard nearest > 0 else { return 0 }
    model.costs(upTo: nearest, component: component, into: &costs)
    var best = 0
    var least = Float.infinity
    for level in [0, nearest - 1, nearest] {
      let error = abs(target) - Float(level)
      let sum = error * error + lagrangian * costs[level]
      if sum < least { (best, least) = (level, sum) }
    }
    return target < 0 ? -best : best
  }
}
