/// A tile as its bytes hold it: whole numbers only.
package struct FittedTile {
  let header: FittedHeader
  let width: Int
  let height: Int
  /// Differences of weights from the start state, in steps of their groups.
  var differences: [Int]
  /// From the finest grid.
  var grids: [IntegerGrid]

  /// The weights that decode.
  func weights(_ start: StartState, _ layout: WeightLayout) -> [Float] {
    var weights = start.weights
    for segment in layout.segments {
      let step = Float(sign: .plus, exponent: -header.steps[segment.group.rawValue], significand: 1)
      for k in segment.range { weights[k] += Float(differences[k]) * step }
    }
    return weights
  }
}
