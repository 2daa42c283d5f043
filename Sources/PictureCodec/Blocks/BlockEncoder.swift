import Entropy
import Images

/// Encodes a layer row of blocks by row of blocks, from the top.
package struct BlockEncoder: ~Copyable {
  private let layer: BlockLayer
  private let quantiser: BlockQuantiser
  private var encoder = BinaryRangeEncoder()
  private var model: BlockModel
  private var canvas: BlockCanvas
  private var blocks: CodedBlocks
  /// The vectors that are tried first.
  private var lastVector = CodedBlock.Vector(dx: 0, dy: -8)
  private var search: BlockSearch
  private let costs: BlockCosts

  /// - Parameter hasBase: whether ``append(_:base:)`` is given one
  package init(_ layer: BlockLayer, hasBase: Bool) {
    self.layer = layer
    quantiser = layer.quantiser
    model = BlockModel(planes: layer.shape.channels.count, hasBase: hasBase)
    canvas = BlockCanvas(layer.shape)
    blocks = CodedBlocks(columns: canvas.columns)
    search = BlockSearch(columns: canvas.columns, planes: canvas.planes)
    costs = BlockCosts(quantiser, planes: layer.shape.channels.count, isLuma: layer.isLuma)
  }

  /// Encodes the next rows, eight but for the last.
  ///
  /// - Parameters:
  ///   - rows: samples of the picture without alpha
  ///   - base: the same rows of the base; nil if there is none
  /// - Returns: the rows as they are decoded
  package mutating func append(_ rows: [UInt8], base: [UInt8]?) -> [UInt8] {
    let planes = layer.shape.channels.count
    let strip = BlockStrip(rows, width: layer.shape.width, planes: planes)
    let baseStrip = base.map { BlockStrip($0, width: layer.shape.width, planes: planes) }
    for column in 0..<canvas.columns {
      let pixels = strip.pixels(column: column)
      let beside = canvas.mean(beside: column)
      let base = baseStrip?.pixels(column: column)
      let (block, decoded) = cheapest(
        for: pixels, base ?? beside, plain: base == nil ? nil : beside, column: column)
      if block.mode == .copy { lastVector = block.vector }
      _ = model.code(block, blocks.around(column), by: &encoder)
      canvas.set(decoded, column: column)
      blocks.set(block, at: column)
    }
    let decoded = canvas.currentRows(
      rows.count / (planes * layer.shape.width), width: layer.shape.width)
    search.endRow(of: canvas)
    canvas.endRow()
    blocks.endRow()
    return decoded
  }

  /// The layer's bytes, once all rows were appended.
  package consuming func finish() -> [UInt8] {
    [UInt8(layer.step)] + encoder.finish()
  }

  /// The block that costs least, in bits and errors.
  ///
  /// - Parameter plain: the mean of the pixels beside it, where there is a base
  private func cheapest(
    for pixels: BlockCanvas.Samples, _ prediction: BlockCanvas.Samples,
    plain: BlockCanvas.Samples?, column: Int
  ) -> (CodedBlock, BlockCanvas.Samples) {
    let around = blocks.around(column)
    let weight = layer.weight(of: pixels)
    func error(_ decoded: BlockCanvas.Samples) -> Int {
      weight * layer.blocks.error(of: decoded, pixels)
    }
    var best = CodedBlock()
    var decoded = prediction
    var cost = costs.cost(error: error(prediction), sixteenths: 4)
    func consider(_ block: CodedBlock, _ prediction: BlockCanvas.Samples, sixteenths: Int) {
      var block = block
      layer.correct(&block, prediction, to: pixels, quantiser)
      if block.mode == .corrected, block.isZero { return }
      let result = layer.pixels(of: block, prediction, quantiser)
      let its = costs.cost(
        error: error(result), sixteenths: sixteenths + costs.sixteenths(of: block))
      if its < cost { (best, decoded, cost) = (block, result, its) }
    }
    var corrected = CodedBlock()
    corrected.mode = .corrected
    consider(corrected, prediction, sixteenths: 24)
    if let plain {
      var block = CodedBlock()
      block.mode = .plain
      consider(block, plain, sixteenths: 24)
    }
    func consider(_ vector: CodedBlock.Vector, sixteenths: Int) {
      guard vector.isDecoded(row: blocks.row, column: column, width: canvas.columns) else { return }
      var block = CodedBlock()
      (block.mode, block.vector) = (.copy, vector)
      consider(
        block, canvas.pixels(x: 8 * column + vector.dx, y: vector.dy), sixteenths: sixteenths)
    }
    consider(lastVector, sixteenths: 24)
    if around.above.mode == .copy, around.above.vector != lastVector {
      consider(around.above.vector, sixteenths: 40)
    }
    if best.mode != .base, !best.isZero,
      let found = search.nearest(
        to: pixels, in: canvas, row: blocks.row, column: column,
        below: layer.blocks.error(of: prediction, pixels)),
      found != lastVector
    {
      consider(found, sixteenths: 14 * 16)
    }
    return (best, decoded)
  }
}
