/// Costs of a block that is coded by itself.
struct BlockTrial {
  let costs: BlockCosts
  private let layer: BlockLayer
  private let quantiser: BlockQuantiser

  /// The mode of a corrected block, and a vector, as most blocks have that of a neighbour; in
  /// 1/16 bit.
  static let (corrected, copied) = (24, 64)

  init(_ layer: BlockLayer) {
    (self.layer, quantiser) = (layer, layer.quantiser)
    costs = BlockCosts(quantiser, planes: layer.shape.channels.count, isLuma: layer.isLuma)
  }

  /// The least that a corrected block costs: one symbol.
  var leastCost: Int { costs.cost(error: 0, sixteenths: Self.corrected + 32 + 35) }

  /// What a flat block costs that is as those beside it.
  var plainCost: Int { costs.cost(error: 0, sixteenths: Self.corrected) }

  func cost(uncorrected pixels: BlockCanvas.Samples, _ prediction: BlockCanvas.Samples) -> Int {
    costs.cost(
      error: layer.weight(of: pixels) * layer.blocks.error(of: prediction, pixels), sixteenths: 4)
  }

  /// - Parameter sixteenths: what the mode costs
  func cost(
    of pixels: BlockCanvas.Samples, _ prediction: BlockCanvas.Samples, sixteenths: Int
  ) -> Int {
    var block = CodedBlock()
    block.mode = .corrected
    layer.correct(&block, prediction, to: pixels, quantiser)
    let result = layer.pixels(of: block, prediction, quantiser)
    return costs.cost(
      error: layer.weight(of: pixels) * layer.blocks.error(of: result, pixels),
      sixteenths: sixteenths + costs.sixteenths(of: block))
  }
}
