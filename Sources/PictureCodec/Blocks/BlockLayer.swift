import Bytes
import Entropy
import Images
import Tensors

/// A picture, or what a decoded picture lacks, as blocks of 8×8 pixels.
///
/// A block is predicted from the *base*, a decoded picture, or where there is none from the pixels
/// beside it; or it is copied from pixels above or on the left. Quantised coefficients of a cosine
/// transform correct it. Layout: `Formats/blocks-1.md`.
package struct BlockLayer: Sendable {
  /// The index of the quantisation step, 0…71: steps are 2 to the power index / 8.
  package let step: Int
  /// Whether colours are coded as luma and chroma.
  let isLuma: Bool
  let shape: ImageShape
  let blocks: PixelBlocks

  /// - Parameter shape: alpha is ignored
  package init(step: Int, shape: ImageShape) {
    self.step = min(max(step, 0), BlockQuantiser.largest)
    self.shape = shape.withoutAlpha
    isLuma = shape.channels.isColour
    blocks = PixelBlocks(planes: self.shape.channels.count, isLuma: isLuma)
  }

  /// The bytes that coding or decoding a layer of this shape takes: the rows that blocks may be
  /// copied from, and two rows of coded blocks.
  package static func memory(of shape: ImageShape) -> Int {
    let columns = (shape.width + 7) / 8
    let rows = min((shape.height + 7) / 8 * 8, BlockCanvas.keptRows + 8)
    return columns * (8 * 3 * rows + 2 * MemoryLayout<CodedBlock>.stride)
  }

  /// What errors of flat ground count, where grain is seen.
  static let flatWeight = 8

  /// What errors of a block count: more where all of its pixels are alike.
  func weight(of pixels: BlockCanvas.Samples) -> Int {
    for plane in 0..<shape.channels.count {
      for place in 64 * plane + 1..<64 * plane + 64 where pixels[place] != pixels[64 * plane] {
        return 1
      }
    }
    return Self.flatWeight
  }

  var quantiser: BlockQuantiser { BlockQuantiser(index: step, isColour: isLuma) }

  /// The pixels of a block with its corrections.
  func pixels(
    of block: CodedBlock, _ prediction: BlockCanvas.Samples, _ quantiser: BlockQuantiser
  ) -> BlockCanvas.Samples {
    guard !block.isZero else { return prediction }
    var coefficients = PixelBlocks.Coefficients(repeating: 0)
    for plane in 0..<shape.channels.count where block.counts[plane] > 0 {
      for place in 64 * plane..<64 * plane + 64 {
        coefficients[place] = quantiser.coefficient(of: block.symbols[place], plane: plane)
      }
    }
    return blocks.corrected(prediction, by: coefficients)
  }

  /// Quantises what a prediction lacks.
  func correct(
    _ block: inout CodedBlock, _ prediction: BlockCanvas.Samples, to pixels: BlockCanvas.Samples,
    _ quantiser: BlockQuantiser
  ) {
    let coefficients = blocks.coefficients(of: prediction, to: pixels)
    for plane in 0..<shape.channels.count {
      var count = 0
      for place in 0..<64 {
        let symbol = quantiser.symbol(
          of: coefficients[64 * plane + place], at: place, plane: plane)
        block.symbols[64 * plane + place] = symbol
        if symbol != 0 { count += 1 }
      }
      block.counts[plane] = count
    }
  }
}

/// Decodes a layer row of blocks by row of blocks, from the top.
package struct BlockDecoder: ~Copyable {
  private let layer: BlockLayer
  private let quantiser: BlockQuantiser
  private var decoder: BinaryRangeDecoder
  private var model: BlockModel
  private var canvas: BlockCanvas
  private var blocks: CodedBlocks
  private var remaining: Int

  /// - Parameters:
  ///   - bytes: what ``BlockEncoder/finish()`` returned; untrusted
  ///   - shape: grey or RGB
  ///   - hasBase: whether ``next(base:)`` is given one
  package init(
    _ bytes: ArraySlice<UInt8>, shape: ImageShape, hasBase: Bool
  ) throws(EntropyError) {
    guard let step = bytes.first else { throw .exhausted(offset: 0) }
    guard step <= BlockQuantiser.largest else {
      throw .malformed(part: "step of blocks", offset: 0)
    }
    let decoder = try BinaryRangeDecoder(whole: bytes.dropFirst())
    let layer = BlockLayer(step: Int(step), shape: shape)
    let canvas = BlockCanvas(layer.shape)
    self.init(layer, decoder, canvas, hasBase: hasBase)
  }

  private init(
    _ layer: BlockLayer, _ decoder: BinaryRangeDecoder, _ canvas: BlockCanvas, hasBase: Bool
  ) {
    (self.layer, self.decoder, self.canvas) = (layer, decoder, canvas)
    quantiser = layer.quantiser
    model = BlockModel(planes: layer.shape.channels.count, hasBase: hasBase)
    blocks = CodedBlocks(columns: canvas.columns)
    remaining = layer.shape.height
  }

  /// Decodes the next eight rows, or as many as there are; nil behind the last.
  ///
  /// - Parameter base: the same rows of the base; nil if there is none
  package mutating func next(base: [UInt8]?) throws(EntropyError) -> [UInt8]? {
    guard remaining > 0 else {
      try decoder.expectEnd()
      return nil
    }
    let count = min(8, remaining)
    let planes = layer.shape.channels.count
    let strip = base.map { BlockStrip($0, width: layer.shape.width, planes: planes) }
    for column in 0..<canvas.columns {
      let block = model.code(CodedBlock(), blocks.around(column), by: &decoder)
      let prediction: BlockCanvas.Samples
      switch block.mode {
      case .copy:
        let vector = block.vector
        guard vector.isDecoded(row: blocks.row, column: column, width: canvas.columns) else {
          throw .malformed(part: "vector of a block", offset: decoder.offset)
        }
        prediction = canvas.pixels(x: 8 * column + vector.dx, y: vector.dy)
      case .plain: prediction = canvas.mean(beside: column)
      case .base, .corrected:
        prediction = strip?.pixels(column: column) ?? canvas.mean(beside: column)
      }
      canvas.set(layer.pixels(of: block, prediction, quantiser), column: column)
      blocks.set(block, at: column)
    }
    try decoder.expectInside()
    let rows = canvas.currentRows(count, width: layer.shape.width)
    remaining -= count
    canvas.endRow()
    blocks.endRow()
    return rows
  }
}
