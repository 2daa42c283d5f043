import Entropy
import ExactCodec

/// The means of what models know after several pictures.
struct MeanStatistics {
  private var count = 0.0
  private var squares: [Double] = []
  private var errors: [Double] = []

  mutating func add(_ statistics: CoefficientStart.Statistics) {
    if count == 0 {
      squares = Array(repeating: 0, count: statistics.squares.count)
      errors = Array(repeating: 0, count: statistics.errors.count)
    }
    count += 1
    for index in squares.indices { squares[index] += Double(statistics.squares[index]) }
    for index in errors.indices { errors[index] += Double(statistics.errors[index]) }
  }

  /// The mean; there must be some.
  var mean: CoefficientStart.Statistics {
    CoefficientStart.Statistics(
      squares: squares.map { Float($0 / count) }, errors: errors.map { Int32($0 / count) })
  }
}

/// The mean of the weights of mixers after several pictures.
struct MeanWeights {
  private var count = 0
  private var sums: [ModelSize: (first: [Int], second: [Int])] = [:]

  mutating func add(_ mixers: [ModelSize: LeanMixer.State]) {
    count += 1
    for (size, state) in mixers {
      let before =
        sums[size] ?? (
          Array(repeating: 0, count: state.weights.first.count),
          Array(repeating: 0, count: state.weights.second.count)
        )
      sums[size] = (
        zip(before.first, state.weights.first).map { $0 + Int($1) },
        zip(before.second, state.weights.second).map { $0 + Int($1) }
      )
    }
  }

  /// Puts the means in the place of weights; there must be some.
  func replace(in mixers: inout [ModelSize: LeanMixer.State]) {
    for (size, sum) in sums {
      mixers[size]!.weights = (
        sum.first.map { Int32($0 / count) }, sum.second.map { Int32($0 / count) }
      )
    }
  }
}
