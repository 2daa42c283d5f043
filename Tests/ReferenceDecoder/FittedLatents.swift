/// A grid of latents: fitted-1.md, *Grids*.
struct FittedGrid {
  let columns: Int
  let rows: Int
  /// In raster order.
  fileprivate(set) var latents: [Int]

  fileprivate init(_ columns: Int, _ rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    latents = Array(repeating: 0, count: columns * rows)
  }

  /// 64 × the latent, within bounds.
  fileprivate func activation(_ x: Int, _ y: Int) -> Int {
    64 * min(max(latents[y * columns + x], -511), 511)
  }
}

/// The latents of a tile: fitted-1.md, *Latents*.
struct FittedLatents {
  private(set) var grids: [FittedGrid]
  private let shape: FittedShape

  init(
    _ shape: FittedShape, _ weights: FittedWeights, _ width: Int, _ height: Int,
    _ symbols: inout FittedSymbols
  ) throws {
    self.shape = shape
    grids = shape.halvings.map { h in FittedGrid(ceiling(width, 1 << h), ceiling(height, 1 << h)) }
    let network = FittedContext(shape, weights)
    for grid in grids.indices.reversed() { try decode(grid, weights, network, &symbols) }
  }

  /// The places of neighbours around the latent x, by their numbers.
  private static let neighbours: [(dx: Int, above: Int)] = {
    let table = [
      [38, 35, 30, 25, 23, 31, 36, 37, 39], [33, 28, 21, 20, 6, 15, 22, 29, 34],
      [32, 18, 12, 10, 5, 9, 14, 19, 27], [24, 13, 8, 2, 1, 3, 11, 17, 26], [16, 7, 4, 0],
    ]
    var places = Array(repeating: (dx: 0, above: 0), count: 40)
    for (row, numbers) in table.enumerated() {
      for (column, number) in numbers.enumerated() { places[number] = (column - 4, 4 - row) }
    }
    return places
  }()

  private mutating func decode(
    _ number: Int, _ weights: FittedWeights, _ network: FittedContext,
    _ symbols: inout FittedSymbols
  ) throws {
    let (columns, rows) = (grids[number].columns, grids[number].rows)
    let places = Self.neighbours.prefix(shape.neighbours)
    // Neighbour 1, straight above, gives 1, and those on the left give less.
    let slope = places.map { $0.above > 0 && $0.dx >= 0 ? $0.dx / $0.above + 1 : 1 }.max() ?? 1
    let features = self.features(of: number, weights)

    // Activations with zeros around them, four on each side.
    let width = columns + 8
    let offsets = places.map { $0.dx - $0.above * width }
    var activations = Array(repeating: 0, count: width * (rows + 4))
    for diagonal in 0..<columns + slope * (rows - 1) {
      let first = max(0, ceiling(diagonal - columns + 1, slope))
      for y in stride(from: first, through: min(rows - 1, diagonal / slope), by: 1) {
        let x = diagonal - slope * y
        let place = (y + 4) * width + x + 4
        var inputs = offsets.map { activations[place + $0] }
        if let features {
          let feature = ((y >> 1) * features.columns + x >> 1) * shape.features
          inputs += features.values[feature..<feature + shape.features]
        } else {
          inputs += Array(repeating: 0, count: shape.features)
        }
        let (mean, level) = network.prediction(inputs)
        let q = symbols.symbol(mean: mean, level: level)
        try require(abs(q) <= 2047, "a latent of \(q)")
        grids[number].latents[y * columns + x] = q
        activations[place] = grids[number].activation(x, y)
      }
    }
  }

  /// fitted-1.md, *Features*: F for each place of the next coarser resolution, or nil for none.
  private func features(
    of number: Int, _ weights: FittedWeights
  ) -> (columns: Int, values: [Int])? {
    guard number < min(3, shape.visible) else { return nil }
    let matrix = weights.integers("W(\(number))")
    let biases = weights.biases("b(\(number))", 18)
    let coarser = grids.indices.dropFirst(number + 1)
    let (columns, rows) = (grids[number + 1].columns, grids[number + 1].rows)
    var values: [Int] = []
    for y in 0..<rows {
      for x in 0..<columns {
        let inputs = coarser.map { grid in
          let delta = shape.halvings[grid] - shape.halvings[number + 1]
          return grids[grid].activation(x >> delta, y >> delta)
        }
        for i in 0..<shape.features {
          let sum = FittedContext.sum(biases[i], matrix, i, inputs) + 2048
          values.append(min(max(FittedContext.int32(sum) >> 12, -32768), 32767))
        }
      }
    }
    return (columns, values)
  }
}
