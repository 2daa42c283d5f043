/// The autoregressive prior, and the values of decoded symbols: codes-1.md, sections 9 and 10.1.
struct PhotoPrior {
  private let photo: PhotoDecoder
  private let grid: PhotoGrid
  /// Section 9.1: R × Q × C.
  let g: Map
  /// q: R × Q × M, 0 where not yet known.
  private var symbols: Map
  /// v: R × Q × M.
  private(set) var values: Map

  private let steps: [Float]
  private let gain: [Float]
  private let project: Pointwise
  private let mlp1: Pointwise
  private let mlp2: Pointwise
  /// Section 9.3, for each group: mu of its channels, then s of them.
  private let heads: [Pointwise]

  init(
    _ photo: PhotoDecoder, _ grid: PhotoGrid, level: Int, isNearest: Bool, hyperLatents: [[Int]]
  ) throws {
    (self.photo, self.grid) = (photo, grid)
    let (model, m, c, h, levels) = (photo.model, photo.m, photo.c, photo.h, photo.levels)
    let z = Map(grid.hyperRows, grid.hyperColumns) { row, column in
      hyperLatents[row * grid.hyperColumns + column].map { Float($0) }
    }
    // Section 8, *Expectations of a level*.
    let expected = isNearest ? ((level + 127) >> 8) << 8 : level
    let quality = try model.row("hyper_synthesis.quality.weight", levels, c, level: expected)
    var x = shuffle(try model.pointwise("hyper_synthesis.up1", z, h, 4 * c), 2)
    x = try model.block("hyper_synthesis.block0", x, c)
    x = shuffle(try model.pointwise("hyper_synthesis.up2", x, c, 4 * c), 2)
    x = try model.block("hyper_synthesis.block1", x, c)
    let last = x
    g = Map(grid.rows, grid.columns) { row, column in sum(last[row, column], quality) }

    let zeros = [Float](repeating: 0, count: m)
    symbols = Map(grid.rows, grid.columns) { _, _ in zeros }
    values = symbols
    steps = try model.tensor("context.step", [4, c])
    gain = try model.row("gain.decode", levels, m, level: level)
    project = try Pointwise(model, "context.project", m, c)
    mlp1 = try Pointwise(model, "context.mlp1", c, c)
    mlp2 = try Pointwise(model, "context.mlp2", c, c)
    heads = try (0..<4).map { group in
      let channels = Array(group * m / 4..<(group + 1) * m / 4)
      return try Pointwise(
        model, "context.head", c, 2 * m, only: channels + channels.map { m + $0 })
    }
  }

  /// Decodes the symbols of a part. All parts before it are known.
  mutating func decode(_ part: PhotoGrid.Part, _ decoder: inout any SymbolDecoder) throws {
    let context = try self.context(part)
    for (r, c) in grid.positions(part) {
      let channels = PhotoGrid.channels(part.step, r, c, of: photo.m)
      let expected = heads[channels.lowerBound * 4 / photo.m](context[r - part.rows.lowerBound, c])
      for (place, i) in channels.enumerated() {
        let (mean, scale) = rounded(mu: expected[place], s: expected[channels.count + place])
        let q = try decoder.symbol(mean: mean, scale: scale)
        symbols[r, c][i] = Float(q)
        let w = min(max(mean - 16 * q, -8), 8)
        values[r, c][i] = (Float(q) + ExactFunctions.offsets[scale][w + 8]) * gain[i]
      }
    }
  }

  /// Section 9.2, of the rows of a part.
  private func context(_ part: PhotoGrid.Part) throws -> Map {
    let (k, rows) = (part.step, part.rows)
    var x = Map(rows.count, grid.columns) { r, c in
      sum(g[rows.lowerBound + r, c], Array(steps[k * photo.c..<(k + 1) * photo.c]))
    }
    if k > 0 {
      // Rows of the part and of two above and below, as far as there are any.
      let first = max(rows.lowerBound - 2, 0)
      let masked = Map(min(rows.upperBound + 2, grid.rows) - first, grid.columns) { r, c in
        self.masked(first + r, c, below: k)
      }
      let mixed = try photo.model.depthwise(
        "context.depthwise", masked, photo.m, 5, hasBias: false)
      x = Map(rows.count, grid.columns) { r, c in
        sum(x[r, c], project(mixed[rows.lowerBound - first + r, c]))
      }
    }
    return Map(rows.count, grid.columns) { r, c in
      act(sum(x[r, c], mlp2(act(mlp1(act(x[r, c]))))))
    }
  }

  /// The symbols of steps below k at a position, and 0 in place of all others.
  private func masked(_ r: Int, _ c: Int, below k: Int) -> [Float] {
    var masked = [Float](repeating: 0, count: photo.m)
    for step in 0..<k {
      for i in PhotoGrid.channels(step, r, c, of: photo.m) { masked[i] = symbols[r, c][i] }
    }
    return masked
  }
}
