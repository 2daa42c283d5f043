import Entropy

extension FittedTile {
  /// The bytes of the tile.
  func encoded(_ start: StartState, kernels: FittedKernels) throws(FittedError) -> [UInt8] {
    let layout = WeightLayout(start.shape)
    var weightEncoder = LaplaceEncoder(sink: BinaryRangeEncoder())
    encodeWeights(layout, into: &weightEncoder)
    var visitor = EncodingVisitor(
      encoder: LaplaceEncoder(sink: weightEncoder.sink), grid: grids[0])
    try walk(start, layout, kernels: kernels) {
      (walk, index, features, columns) throws(FittedError) in
      visitor.grid = grids[index]
      try walk.run(
        grids[index].shape, features: features, featureColumns: columns, visitor: &visitor)
    }
    return header.bytes + visitor.encoder.sink.finishTrimmed()
  }

  private func encodeWeights<Sink: BitSink>(
    _ layout: WeightLayout, into encoder: inout LaplaceEncoder<Sink>
  ) {
    for segment in layout.segments {
      let part = differences[segment.range]
      let level = WeightCoding.bestLevel(part)
      encoder.encode(raw: level, bits: 6)
      guard level > 0 else { continue }
      for difference in part {
        encoder.encode(difference, LaplaceContext(mean: 0, level: 4 * level))
      }
    }
  }

  /// Visits all grids from the coarsest, with the features that each sees.
  private func walk(
    _ start: StartState, _ layout: WeightLayout, kernels: FittedKernels,
    body: (GridWalk, Int, [Int16], Int) throws(FittedError) -> Void
  ) throws(FittedError) {
    let network = IntegerNetwork(layout, weights(start, layout))
    let walk = GridWalk(network, kernels: kernels)
    for index in grids.indices.reversed() {
      let sees = index < layout.features.count
      let features = sees ? network.features(of: index, grids, kernels: kernels) : []
      try body(walk, index, features, sees ? grids[index + 1].shape.columns : 0)
    }
  }
}

private struct EncodingVisitor: LatentVisitor {
  var encoder: LaplaceEncoder<BinaryRangeEncoder>
  var grid: IntegerGrid

  @inline(__always)
  mutating func visit(row: Int, column: Int, mean: Int, level: Int) -> Int16 {
    let latent = grid.values[row * grid.shape.columns + column]
    encoder.encode(Int(latent), LaplaceContext(mean: mean, level: level))
    return latent
  }
}
