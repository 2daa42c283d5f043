import Images

/// Estimates what a layer over a decoded picture would save, without coding it.
struct BlockGain {
  private let layer: BlockLayer
  private let trial: BlockTrial
  /// The bits that a layer would save so far, errors counted at its exchange rate.
  private(set) var bits = 0.0

  init(_ layer: BlockLayer) {
    self.layer = layer
    trial = BlockTrial(layer)
  }

  /// Takes the next strip of a picture, without alpha, and what was decoded of it.
  mutating func take(_ original: [UInt8], _ decoded: [UInt8]) {
    let (width, planes) = (layer.shape.width, layer.shape.channels.count)
    let original = BlockStrip(original, width: width, planes: planes)
    let decoded = BlockStrip(decoded, width: width, planes: planes)
    for column in 0..<(width + 7) / 8 {
      let pixels = original.pixels(column: column)
      let prediction = decoded.pixels(column: column)
      let weight = layer.weight(of: pixels)
      let before = trial.cost(uncorrected: pixels, prediction)
      guard before > (weight == 1 ? trial.leastCost : trial.plainCost) else { continue }
      // Flat blocks are like those beside them, with few exceptions.
      let after =
        weight == 1
        ? trial.cost(of: pixels, prediction, sixteenths: BlockTrial.corrected) : trial.plainCost
      // Small gains are lost by what it costs to say where they are.
      if 4 * after < 3 * before { bits += trial.costs.bits(before - after) }
    }
  }
}
