import Tensors

/// The four-step prior: each step is told all codes of the steps before.
struct ContextModel: Sendable {
  private let steps: [[Float]]
  private let depthwise: Depthwise
  private let project: Pointwise
  private let mlp1: Pointwise
  private let mlp2: Pointwise
  /// The head's rows of one group of channels: its means, then its log scales.
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

  /// Rows each side that the depthwise filter reaches.
  var halo: Int { depthwise.size / 2 }

  /// What the prior says of the codes of a step, run by run in coding order.
  ///
  /// - Parameters:
  ///   - rows: of the picture
  ///   - known: gives the codes of steps before as numbers, zero elsewhere, for some rows with
  ///     ``halo`` more each side as far as there are any, and how many of those lie above
  ///   - g: rows × columns × context, of these rows only
  /// - Returns: 1 × positions × (means, log scales of a group) for each run
  func heads(
    of step: CodingStep, rows: Range<Int>, known: () -> (codes: Tensor, top: Int), g: Tensor
  ) -> [(run: CodingRun, head: Tensor)] {
    var c = g.adding(steps[step.index])
    if step.index > 0 {
      let (codes, top) = known()
      c = project(depthwise(codes, rows: top..<top + rows.count), adding: c)
    }
    c = mlp2(mlp1(c.activated(), activate: true), adding: c).activated()
    return step.runs(rows: rows, columns: g.columns).map { run in
      let row = run.row - rows.lowerBound
      return (run, heads[run.group].row(row, of: c, from: run.firstColumn, step: 2))
    }
  }

  /// Multiply-adds a pixel: three steps with context, four with the rest, a quarter of the head.
  var cost: Double {
    let context = 3 * (depthwise.cost + project.cost)
    let rest = 4 * (mlp1.cost + mlp2.cost) + heads.reduce(0) { $0 + $1.cost }
    return Double(context + rest) / 256
  }
}
