import Tensors

/// Walks over the codes of a picture in coding order, saying before each part what the prior
/// expects of it, and taking in what it turned out to be.
///
///     for part in walk.parts {
///       let expected = walk.parameters(of: part)
///       walk.take(symbols, as: part, expected)     // decoded, or known to an encoder
///     }
///     let picture = walk.finish()
package struct PriorWalk: ~Copyable {
  private let model: PhotoModel
  private let g: Tensor
  private let gain: [Float]
  private var grid: CodeGrid
  private var values: CodeValues

  /// All parts in coding order.
  package let parts: [CodingPart]

  init(_ model: PhotoModel, hyperLatents: CodeGrid, level: Level) {
    self.model = model
    g = model.hyperSynthesis(hyperLatents, level: level)
    gain = level.row(of: model.decodeGain, levels: model.configuration.levels)
    grid = CodeGrid(
      rows: g.rows, columns: g.columns, channels: model.configuration.latents)
    values = CodeValues(for: grid)
    parts = CodingPart.schedule(rows: grid.rows, columns: grid.columns)
  }

  /// What the prior says of a part's codes, in coding order. All earlier parts must be taken in.
  package func parameters(of part: CodingPart) -> PriorParameters {
    var parameters = PriorParameters()
    for (_, head) in heads(of: part) { parameters.append(head: head) }
    return parameters
  }

  /// The same before it is rounded: positions × (means, log scales) for each run.
  package func heads(of part: CodingPart) -> [(run: CodingRun, head: Tensor)] {
    model.context.heads(of: part.step, rows: part.rows, known: grid, g: g)
  }

  /// Takes in a part's codes, in coding order.
  package mutating func take(
    _ symbols: [Int16], as part: CodingPart, _ parameters: PriorParameters
  ) {
    grid.place(
      symbols, parameters: parameters, of: part.step, rows: part.rows, values: &values,
      offsets: ReconstructionOffsets.table, gain: gain)
  }

  /// All codes taken in so far; zero elsewhere.
  package var codes: CodeGrid { grid }

  /// Gives the decoded picture, band by band from the top: pixel rows × columns × 3, about 0…1.
  package consuming func finish(body: (Tensor) -> Void) {
    let (model, g) = (model, g)
    model.synthesis(values.finish(), g: g, body: body)
  }
}

extension PhotoModel {
  /// Begins the walk over a picture's codes.
  package func prior(hyperLatents: CodeGrid, level: Level) -> PriorWalk {
    PriorWalk(self, hyperLatents: hyperLatents, level: level)
  }
}

/// The codes of one step in one band of rows.
package struct CodingPart: Equatable, Sendable {
  package let step: CodingStep
  package let rows: Range<Int>
  /// The stream that holds it: one a band.
  package let stream: Int

  /// Positions of a band: about a megapixel. Part of the format, as it orders the codes.
  private static let bandPositions = 4096

  /// The number of streams of a grid.
  package static func streams(rows: Int, columns: Int) -> Int {
    Bands(rows: rows, columns: columns, positions: bandPositions).ranges.count
  }

  /// The order of coding: a wave in which step k follows k bands behind step 0, so that a
  /// decoder need not hold more than some bands, yet every step sees all of the steps before.
  static func schedule(rows: Int, columns: Int) -> [CodingPart] {
    let bands = Bands(rows: rows, columns: columns, positions: bandPositions).ranges
    return (0..<bands.count + 3).flatMap { time in
      CodingStep.all.compactMap { step in
        let band = time - step.index
        guard bands.indices.contains(band) else { return nil }
        return CodingPart(step: step, rows: bands[band], stream: min(time, bands.count - 1))
      }
    }
  }
}
