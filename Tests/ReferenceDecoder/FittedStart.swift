/// A start state and its shape: fitted-1.md, *Start states*.
struct FittedStart {
  let shape: FittedShape
  /// All weights, segment by segment.
  let weights: [Float]

  /// The start states of a file, by their numbers.
  static func states(_ file: [UInt8]) throws -> [FittedStart] {
    let file = try ModelFile(file)
    try require(file.metadata["format"] == "aezip-fitted-1", "no file of start states")
    var states: [FittedStart] = []
    while file.tensors["start.\(states.count).shape"] != nil {
      states.append(try FittedStart(file, states.count))
    }
    return states
  }

  private init(_ file: ModelFile, _ number: Int) throws {
    shape = try FittedShape(file.tensor("start.\(number).shape", [6]).map { Int($0) })
    let count = shape.segments.reduce(0) { $0 + $1.count }
    weights = try file.tensor("start.\(number).weights", [count])
    for weight in weights {
      let isPlain = abs(weight) < 8 && weight * 4096 == (weight * 4096).rounded()
      try require(isPlain, "a weight of a start state is no multiple of 2⁻¹² below 8")
    }
  }
}

/// The sizes of networks and grids: fitted-1.md, *Start states*, *Grids* and *Weights*.
struct FittedShape {
  /// A: how many neighbours the context network sees.
  let neighbours: Int
  /// F: the features of a grid.
  let features: Int
  /// H: the hidden channels of the synthesis.
  let hidden: Int
  /// L: the grids that the synthesis sees.
  let visible: Int
  /// For each grid of the list, how often the tile is halved.
  let halvings: [Int]
  /// For each number of halvings, the visible grid of that resolution.
  let visibleGrids: [Int]

  /// D: the inputs of the context network.
  var inputs: Int { neighbours + features }

  init(_ numbers: [Int]) throws {
    (neighbours, features, hidden, visible) = (numbers[0], numbers[1], numbers[2], numbers[3])
    let (first, last) = (numbers[4], numbers[5])
    try require((2...40).contains(neighbours) && neighbours % 2 == 0, "neighbours of a shape")
    try require((0...64).contains(features) && features % 2 == 0, "features of a shape")
    try require((1...1024).contains(hidden) && (1...24).contains(visible), "layers of a shape")
    try require(3 <= first && first <= last && last < visible, "hyper grids of a shape")
    var grids: [(halvings: Int, isVisible: Bool)] = []
    for h in 0..<visible {
      grids.append((h, true))
      if (first...last).contains(h) { grids.append((h, false)) }
    }
    halvings = grids.map(\.halvings)
    visibleGrids = grids.indices.filter { grids[$0].isVisible }
  }

  /// The segments of the weights: their names on the page, groups and numbers of weights.
  var segments: [(name: String, group: Int, count: Int)] {
    let (d, grids) = (inputs, halvings.count)
    var segments = [
      ("W₁", 0, d * d), ("b₁", 1, d), ("W₂", 0, d * d), ("b₂", 1, d),
      ("W₃", 0, 2 * d), ("V", 0, 2 * d), ("b₃", 1, 2),
    ]
    for g in 0..<min(3, visible) {
      segments.append(("W(\(g))", 2, features * (grids - 1 - g)))
      segments.append(("b(\(g))", 3, features))
    }
    for h in 0..<visible - 1 {
      segments.append(("u(\(h))", 4, 4))
      segments.append(("w(\(h))", 4, 4))
    }
    segments += [
      ("S₁", 5, hidden * visible), ("r₁", 6, hidden), ("S₂", 5, 3 * hidden), ("r₂", 6, 3),
      ("C₁", 5, 81), ("c₁", 6, 3), ("C₂", 5, 81), ("c₂", 6, 3), ("S₃", 5, 3 * visible),
      ("r₃", 6, 3),
    ]
    return segments.map { (name: $0.0, group: $0.1, count: $0.2) }
  }
}
