import Entropy

/// The way through the coefficients of a picture, block by block, which encoder and decoder go
/// in step.
struct CoefficientWalk {
  /// Blocks in a column and in a row.
  let rows, columns: Int
  /// What a coefficient's code adds to its prediction: blocks × components.
  private(set) var codes: [Int32]
  /// Prediction and code together, in 1/64 step: blocks × components.
  private(set) var values: [Int32]
  private let components: Int
  private let predictor: BlockPredictor
  private var model: CoefficientModel

  /// Values in a step.
  static let unit = 64

  init(_ shared: PCASharedData, rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    components = shared.components.count
    predictor = shared.predictor
    model = CoefficientModel(spreads: shared.spreads, columns: columns)
    codes = [Int32](repeating: 0, count: rows * columns * components)
    values = codes
  }

  /// Codes all coefficients.
  ///
  /// - Parameter choose: the code of a coefficient by its place among ``codes``, its component
  ///   and its prediction; a decoder's is any.
  mutating func code(
    by coder: inout some BitCoder, choose: (Int, Int, Int, inout CoefficientModel) -> Int
  ) {
    for block in 0..<rows * columns {
      model.startBlock(row: block / columns, column: block % columns)
      let predictions = predictions(block)
      for component in 0..<components {
        let place = block * components + component
        let expected = component < predictions.count ? predictions[component] : 0
        let code = model.code(
          choose(place, component, expected, &model), component: component, by: &coder)
        codes[place] = Int32(code)
        values[place] = Int32(truncatingIfNeeded: expected + code * Self.unit)
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
