import Tensors

/// The bands of a picture's codes that a walk has at hand, one below the other.
///
/// Rows count from the first of them.
struct BandWindow {
  private var bands: [Band] = []

  /// What is known of a band.
  private final class Band {
    let g: Tensor
    var grid: LatentGrid
    var values: CodeValues
    var steps = 0

    init(g: Tensor, channels: Int) {
      self.g = g
      grid = LatentGrid(rows: g.rows, columns: g.columns, channels: channels)
      values = CodeValues(for: grid)
    }
  }

  var count: Int { bands.count }

  /// A band below the others, none of whose codes are known.
  ///
  /// - Parameters:
  ///   - g: rows × columns × context
  ///   - channels: of the codes
  mutating func append(g: Tensor, channels: Int) {
    bands.append(Band(g: g, channels: channels))
  }

  mutating func removeFirst() { bands.removeFirst() }

  /// Takes in the codes of a part.
  mutating func place(
    _ symbols: [Int16], _ parameters: PriorParameters, as part: CodingPart, band: Int,
    gain: [Float]
  ) {
    let band = bands[band]
    precondition(band.steps == part.step.index, "parts come in coding order")
    band.grid.place(
      symbols, parameters: parameters, of: part.step, rows: 0..<band.grid.rows,
      values: &band.values, offsets: ReconstructionOffsets.table, gain: gain)
    band.steps += 1
  }

  /// Whether all codes of a band are known; it may be one that is not at hand yet.
  func isComplete(_ band: Int) -> Bool { bands.indices.contains(band) && bands[band].steps == 4 }

  func codes(of band: Int) -> LatentGrid { bands[band].grid }

  func g(of band: Int) -> Tensor { bands[band].g }

  /// The codes of the steps before `step` as numbers, zero elsewhere, those of bands that are not
  /// at hand yet among them.
  ///
  /// - Returns: rows × columns × channels
  func known(before step: CodingStep, rows: Range<Int>) -> Tensor {
    LatentGrid.masked(bands.map(\.grid), before: step, rows: rows)
  }

  /// What codes stand for, and what the prior was told, of rows whose codes are all known.
  func maps(rows: Range<Int>) -> (values: Tensor, g: Tensor) {
    (
      .stacked(bands.map { $0.values.complete }, rows: rows), .stacked(bands.map(\.g), rows: rows)
    )
  }
}
