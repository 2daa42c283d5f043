import Entropy
import Images
import Tensors

extension PCACodec {
  /// Decodes a stream of this codec.
  ///
  /// Only the size is validated: streams come from the encoder, this is not a file format.
  package func decode(_ stream: [UInt8]) throws(PCAError) -> Image {
    var decoder = BinaryRangeDecoder(trimmed: stream[...])
    let header = try PCAHeader(width: 1, height: 1, isColour: true).coded(by: &decoder).checked()
    let grid = ColourBlocks.grid(width: header.width, height: header.height)
    var walk = CoefficientWalk(shared, rows: grid.rows, columns: grid.columns)
    walk.code(by: &decoder) { _, _, _, _ in 0 }
    let centres = LevelCentres().coded(by: &decoder)
    return image(of: DequantisedBlocks(walk, centres: centres, header: header))
  }

  func image(of blocks: DequantisedBlocks) -> Image {
    // A layer has at least one input.
    let count = max(components, 1)
    let scale = shared.step / Float(CoefficientWalk.unit)
    let values =
      components > 0
      ? blocks.values(spreads: shared.spreads).map { Float($0) * scale }
      : [Float](repeating: 0, count: blocks.walk.rows * blocks.walk.columns)
    let tensor = Tensor(
      rows: blocks.walk.rows, columns: blocks.walk.columns, channels: count, values: values)
    return ColourBlocks.image(
      of: synthesis(tensor), width: blocks.header.width, height: blocks.header.height,
      isColour: blocks.header.isColour)
  }
}

/// The start of a stream.
struct PCAHeader: Equatable {
  /// The size in pixels.
  let width, height: Int
  let isColour: Bool

  func coded(by coder: inout some BitCoder) -> PCAHeader {
    PCAHeader(
      width: coder.code(bits: width, count: 20), height: coder.code(bits: height, count: 20),
      isColour: coder.code(bits: isColour ? 1 : 0, count: 1) == 1)
  }

  func checked() throws(PCAError) -> PCAHeader {
    guard width > 0, height > 0, width * height <= 1 << 28 else {
      throw .impossibleSize(width: width, height: height)
    }
    return self
  }
}

/// A picture's coefficients as encoder and decoder reconstruct them.
struct DequantisedBlocks {
  let walk: CoefficientWalk
  let centres: LevelCentres
  let header: PCAHeader

  init(_ walk: CoefficientWalk, centres: LevelCentres, header: PCAHeader) {
    self.walk = walk
    self.centres = centres
    self.header = header
  }

  /// Blocks × components, in 1/64 step.
  func values(spreads: [Int]) -> [Int32] {
    walk.values.indices.map { index in
      let level = Int(walk.levels[index])
      guard level != 0 else { return walk.values[index] }
      let shift = centres.shift(of: level, spread: spreads[index % spreads.count])
      return walk.values[index] + Int32(shift)
    }
  }
}
