import Entropy
import LinearAlgebra

/// Linear prediction of a block's first coefficients from those of the blocks around it.
///
/// Components are decorrelated within a block but not across blocks: the left and the upper block
/// predict part of the first components. All arithmetic is on integers.
struct BlockPredictor: Sendable, Equatable {
  /// outputs × inputs, in 1/128.
  let weights: [Int]

  /// Components that are predicted.
  static let outputs = 24
  /// Components of the left and of the upper block that they are predicted from.
  static let reach = 12
  /// Those of both blocks, and the first component of the upper left and the upper right block.
  static let inputs = 2 * reach + 2
  static let unit = 128

  init(weights: [Int]) {
    precondition(weights.count == Self.outputs * Self.inputs)
    self.weights = weights
  }

  /// The weights of least squared error for the blocks of some pictures.
  static func fit(
    _ statistics: CoefficientStatistics
  ) throws(EigenvectorsError) -> BlockPredictor {
    let n = inputs
    let vectors = try Eigenvectors(ofSymmetric: statistics.products, order: n)
    var weights: [Int] = []
    for output in 0..<outputs {
      let target = statistics.targets[output * n..<(output + 1) * n]
      var solution = [Double](repeating: 0, count: n)
      // Directions of hardly any energy carry no information.
      for index in 0..<n where vectors.values[index] > 1e-9 * max(vectors.values[0], 1) {
        let vector = vectors.vectors[index * n..<(index + 1) * n]
        let share = zip(vector, target).reduce(0) { $0 + $1.0 * $1.1 } / vectors.values[index]
        for (input, value) in vector.enumerated() { solution[input] += share * value }
      }
      let explained = zip(solution, target).reduce(0) { $0 + $1.0 * $1.1 }
      // A gain as small as this would turn into a loss where steps are coarse.
      let helps = explained > leastGain * statistics.energies[output]
      weights += solution.map { helps ? Int(($0 * Double(unit)).rounded()) : 0 }
    }
    return BlockPredictor(weights: weights)
  }

  private static let leastGain = 0.04

  /// The inputs of a block's prediction; others stand in for blocks beyond the edge.
  ///
  /// - Parameter value: the coefficient of a block and component
  static func gather<Value: Numeric>(
    block: Int, columns: Int, value: (Int, Int) -> Value
  ) -> [Value] {
    let (row, column) = block.quotientAndRemainder(dividingBy: columns)
    guard row > 0 || column > 0 else { return [Value](repeating: 0, count: inputs) }
    let left = column > 0 ? block - 1 : block - columns
    let up = row > 0 ? block - columns : block - 1
    let upLeft = row > 0 && column > 0 ? up - 1 : up
    let upRight = row > 0 && column + 1 < columns ? up + 1 : up
    return (0..<reach).map { value(left, $0) } + (0..<reach).map { value(up, $0) }
      + [value(upLeft, 0), value(upRight, 0)]
  }

  /// The first ``outputs`` coefficients, in the unit of the inputs.
  func predict(from inputs: [Int]) -> [Int] {
    (0..<Self.outputs).map { output in
      var sum = 0
      for index in 0..<Self.inputs {
        sum += weights[output * Self.inputs + index] * inputs[index]
      }
      return (sum + Self.unit / 2) >> Self.unit.trailingZeroBitCount
    }
  }
}

extension BlockPredictor {
  /// Predicts nothing but zeros.
  static let none = BlockPredictor(weights: [Int](repeating: 0, count: outputs * inputs))

  /// Encodes the weights and returns them, or decodes others.
  func coded(by coder: inout some BitCoder) -> BlockPredictor {
    var integers = AdaptiveInteger(contexts: 1)
    var result: [Int] = []
    for start in stride(from: 0, to: weights.count, by: Self.inputs) {
      let row = weights[start..<start + Self.inputs]
      let isUsed = coder.code(row.contains { $0 != 0 }, probability: 1 << 15)
      result += row.map { isUsed ? integers.code($0, context: 0, by: &coder) : 0 }
    }
    return BlockPredictor(weights: result)
  }
}
