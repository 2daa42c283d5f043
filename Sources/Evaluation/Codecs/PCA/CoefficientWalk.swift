import Entropy

/// The coefficients of a picture in coding order, block by block; encoder and decoder run the same
/// loop.
struct CoefficientWalk {
  /// The number of rows and of columns of blocks.
  let rows, columns: Int
  /// Quantised prediction errors: blocks × components.
  private(set) var levels: [Int32]
  /// Prediction plus level, in 1/64 step: blocks × components.
  private(set) var values: [Int32]
  private let components: Int
  private let predictor: BlockPredictor
  private var model: CoefficientModel

  /// Units of ``values`` in a step.
  static let unit = 64

  init(_ shared: PCASharedData, rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    components = shared.components.count
    predictor = shared.predictor
    model = CoefficientModel(spreads: shared.spreads, columns: columns)
    levels = [Int32](repeating: 0, count: rows * columns * components)
    values = levels
  }

  /// Codes all coefficients.
  ///
  /// - Parameter choose: the level of a coefficient by its index in ``levels``, its component and
  ///   its prediction; a decoder ignores the result
  mutating func code(
    by coder: inout some BitCoder, choose: (Int, Int, Int, inout CoefficientModel) -> Int
  ) {
    for block in 0..<rows * columns {
      model.startBlock(row: block / columns, column: block % columns)
      let predictions = predictions(block)
      for component in 0..<components {
        let index = block * components + component
        let expected = component < predictions.count ? predictions[component] : 0
        let level = model.code(
          choose(index, component, expected, &model), component: component, by: &coder)
        levels[index] = Int32(level)
        values[index] = Int32(truncatingIfNeeded: expected + level * Self.unit)
      }
    }
  }

  private func predictions(_ block: Int) -> [Int] {
    predictor.predict(
      from: BlockPredictor.gather(block: block, columns: columns) { block, component in
        component < components ? Int(values[block * components + component]) : 0
      })
  }
}
