import Entropy

/// The 768 numbers of a component or the mean, as multiples of a step that is a power of ⁴√2.
struct QuantisedBlock: Equatable, Sendable {
  /// The step is 2^(−exponent / 4).
  private(set) var exponent = 0
  private(set) var levels: [Int]

  /// A block of zeros.
  init() {
    levels = [Int](repeating: 0, count: ColourBlocks.size)
  }

  init(exponent: Int, levels: [Int]) {
    self.exponent = exponent
    self.levels = levels
  }

  /// Rounds `values` to multiples of about `step`.
  init(_ values: [Float], step: Float) {
    var exponent = 0
    while exponent < 127 && Self.step(exponent) > step { exponent += 1 }
    self.exponent = exponent
    let actual = Self.step(exponent)
    levels = values.map { Int(($0 / actual).rounded()) }
  }

  var values: [Float] {
    let step = Self.step(exponent)
    return levels.map { Float($0) * step }
  }

  private static func step(_ exponent: Int) -> Float {
    let roots: [Float] = [1, 0.8408964, 0.70710678, 0.59460356]
    return roots[exponent % 4] * Float(sign: .plus, exponent: -(exponent / 4), significand: 1)
  }
}

/// Codes blocks of levels, each with the prediction that suits it best.
struct QuantisedBlockModel {
  private var integers = AdaptiveInteger(contexts: Prediction.allCases.count * Magnitudes.buckets)

  /// What a level is predicted from.
  private enum Prediction: Int, CaseIterable {
    case none
    /// The levels left and above.
    case plane
    /// The same level in the colour before, corrected by the left and upper levels of both.
    case colour
  }

  /// Encodes `block` and returns it, or decodes another.
  mutating func code(_ block: QuantisedBlock, by coder: inout some BitCoder) -> QuantisedBlock {
    let exponent = coder.code(bits: block.exponent, count: 7)
    let best = Prediction.allCases.min {
      Self.cost(of: block.levels, by: $0) < Self.cost(of: block.levels, by: $1)
    }
    let prediction = Prediction(rawValue: coder.code(bits: best?.rawValue ?? 0, count: 2)) ?? .none
    var levels = [Int](repeating: 0, count: ColourBlocks.size)
    var rests = levels
    for index in levels.indices {
      let expected = Self.predict(index, of: levels, by: prediction)
      let context = Self.context(index, of: rests)
      rests[index] = integers.code(
        block.levels[index] - expected,
        context: prediction.rawValue * Magnitudes.buckets + context, by: &coder)
      levels[index] = expected + rests[index]
    }
    return QuantisedBlock(exponent: exponent, levels: levels)
  }

  private static func cost(of levels: [Int], by prediction: Prediction) -> Int {
    levels.indices.reduce(0) {
      $0 + abs(levels[$1] - predict($1, of: levels, by: prediction))
    }
  }

  private static func predict(_ index: Int, of levels: [Int], by prediction: Prediction) -> Int {
    let side = ColourBlocks.side
    switch prediction {
    case .none:
      return 0
    case .plane:
      let left = index % side > 0 ? levels[index - 1] : nil
      let up = index % (side * side) >= side ? levels[index - side] : nil
      return ((left ?? up ?? 0) + (up ?? left ?? 0)) / 2
    case .colour:
      let before = index - side * side
      guard before >= 0 else { return predict(index, of: levels, by: .plane) }
      return levels[before] + predict(index, of: levels, by: .plane)
        - predict(before, of: levels, by: .plane)
    }
  }

  /// The magnitude of the prediction errors around an index, in buckets.
  private static func context(_ index: Int, of rests: [Int]) -> Int {
    let side = ColourBlocks.side
    var sum = 0
    for distance in [1, 2, side, side - 1, side + 1, side * side] where index >= distance {
      sum += abs(rests[index - distance])
    }
    return Magnitudes.bucket(sum < 16 ? sum / 2 : 6 + sum.bitWidth - sum.leadingZeroBitCount)
  }
}
