import Bytes
import Entropy
import Images

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

  /// - Parameter shape: alpha is ignored
  package init(step: Int, shape: ImageShape) {
    self.step = min(max(step, 0), BlockQuantiser.largest)
    self.shape = shape.withoutAlpha
    isLuma = shape.channels.isColour
  }

  var quantiser: BlockQuantiser { BlockQuantiser(index: step, isColour: isLuma) }

  /// The pixels of a block with its corrections.
  func pixels(
    of block: CodedBlock, _ prediction: BlockCanvas.Samples, _ quantiser: BlockQuantiser
  ) -> BlockCanvas.Samples {
    guard !block.isZero else { return prediction }
    let planes = shape.channels.count
    var corrections = InlineArray<3, BlockTransform.Block>(repeating: .init(repeating: 0))
    for plane in 0..<planes where block.counts[plane] > 0 {
      var coefficients = BlockTransform.Block(repeating: 0)
      for place in 0..<64 {
        coefficients[place] = quantiser.coefficient(
          of: block.symbols[64 * plane + place], plane: plane)
      }
      corrections[plane] = BlockTransform.samples(of: coefficients)
    }
    return BlockColour.corrected(prediction, by: corrections, planes: planes, isLuma: isLuma)
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
  package init(_ bytes: ArraySlice<UInt8>, shape: ImageShape) throws(EntropyError) {
    guard let step = bytes.first, step <= BlockQuantiser.largest else {
      throw .exhausted(offset: 0)
    }
    let decoder = try BinaryRangeDecoder(whole: bytes.dropFirst())
    let layer = BlockLayer(step: Int(step), shape: shape)
    let canvas = BlockCanvas(layer.shape)
    self.init(layer, decoder, canvas)
  }

  private init(_ layer: BlockLayer, _ decoder: BinaryRangeDecoder, _ canvas: BlockCanvas) {
    (self.layer, self.decoder, self.canvas) = (layer, decoder, canvas)
    quantiser = layer.quantiser
    model = BlockModel(planes: layer.shape.channels.count)
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
      if block.mode == .copy {
        let vector = block.vector
        guard vector.isDecoded(row: blocks.row, column: column, width: canvas.columns) else {
          throw .malformed(part: "vector of a block", offset: decoder.offset)
        }
        prediction = canvas.pixels(x: 8 * column + vector.dx, y: vector.dy)
      } else {
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
