import Tensors

/// The context model of the four coding steps: each step is conditioned on all symbols of the steps
/// before.
struct ContextModel: Sendable {
  private let steps: [[Float]]
  private let depthwise: Depthwise
  private let project: Pointwise
  private let mlp1: Pointwise
  private let mlp2: Pointwise
  /// The head of each group of channels: its means, then its log scales.
  private let heads: [Pointwise]

  init(_ reader: WeightReader, _ sizes: PhotoConfiguration) throws(ModelError) {
    let (m, c) = (sizes.latents, sizes.context)
    let starts = try reader.floats("context.step", 4, c)
    steps = (0..<4).map { Array(starts[$0 * c..<($0 + 1) * c]) }
    depthwise = try reader.depthwise("context.depthwise", m, size: 5, bias: false)
    project = try reader.pointwise("context.project", m, c)
    mlp1 = try reader.pointwise("context.mlp1", c, c)
    mlp2 = try reader.pointwise("context.mlp2", c, c)
    let weights = try reader.floats("context.head.weight", 2 * m, c)
    let bias = try reader.floats("context.head.bias", 2 * m)
    heads = (0..<4).map { group in
      let means = group * m / 4..<(group + 1) * m / 4
      let rows = Array(means) + means.map { $0 + m }
      return Pointwise(
        weights: rows.flatMap { weights[$0 * c..<($0 + 1) * c] }, bias: rows.map { bias[$0] })
    }
  }

  /// The number of rows above and below that the depthwise filter reaches.
  var halo: Int { depthwise.size / 2 }

  /// Computes the prior's parameters of a step, run by run in coding order.
  ///
  /// - Parameters:
  ///   - rows: rows of the picture's grid
  ///   - known: gives the symbols of earlier steps as floats, zero elsewhere, for these rows with
  ///     ``halo`` more above and below as far as they exist, and the number of those above
  ///   - g: rows × columns × context, for these rows only
  /// - Returns: 1 × positions × (means, log scales of a group) for each run
  func heads(
    of step: CodingStep, rows: Range<Int>, known: () -> (symbols: Tensor, top: Int), g: Tensor
  ) -> [(run: CodingRun, head: Tensor)] {
    var c = g.adding(steps[step.index])
    if step.index > 0 {
      let (symbols, top) = known()
      c = project(depthwise(symbols, rows: top..<top + rows.count), adding: c)
    }
    c = mlp2(mlp1(c.activated(), activate: true), adding: c).activated()
    return step.runs(rows: rows, columns: g.columns).map { run in
      let row = run.row - rows.lowerBound
      return (run, heads[run.group].row(row, of: c, from: run.firstColumn, step: 2))
    }
  }

  /// Multiply-adds for a pixel: three steps with context, four with the rest, the head once.
  var cost: Double {
    let context = 3 * (depthwise.cost + project.cost)
    let rest = 4 * (mlp1.cost + mlp2.cost) + heads.reduce(0) { $0 + $1.cost }
    return Double(context + rest) / 256
  }
}
