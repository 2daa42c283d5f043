import Entropy
import Images
import Tensors

extension PCACodec {
  /// The picture of a stream of this codec.
  ///
  /// Streams are trusted to be the encoder's but for their size: this is no file format.
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

/// What a stream starts with.
struct PCAHeader: Equatable {
  /// In pixels.
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

/// A picture's coefficients as both sides know them.
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
    walk.values.indices.map { place in
      let code = Int(walk.codes[place])
      guard code != 0 else { return walk.values[place] }
      let shift = centres.shift(of: code, spread: spreads[place % spreads.count])
      return walk.values[place] + Int32(shift)
    }
  }
}
