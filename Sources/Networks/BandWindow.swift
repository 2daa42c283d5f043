import Tensors

/// The bands of a picture's latents that are in memory, one below the other; rows count from the
/// first of them.
struct BandWindow {
  private var bands: [Band] = []

  /// The state of a band.
  private final class Band {
    let g: Tensor
    var grid: LatentGrid
    var values: DequantisedLatents
    var steps = 0

    init(g: Tensor, channels: Int) {
      self.g = g
      grid = LatentGrid(rows: g.rows, columns: g.columns, channels: channels)
      values = DequantisedLatents(for: grid)
    }
  }

  var count: Int { bands.count }

  /// Appends a band without symbols below the others.
  ///
  /// - Parameters:
  ///   - g: rows × columns × context
  ///   - channels: the number of latent channels
  mutating func append(g: Tensor, channels: Int) {
    bands.append(Band(g: g, channels: channels))
  }

  mutating func removeFirst() { bands.removeFirst() }

  /// Inserts the symbols of a part.
  mutating func insert(
    _ symbols: [Int16], _ parameters: PriorParameters, as part: CodingPart, band: Int,
    gain: [Float]
  ) {
    let band = bands[band]
    precondition(band.steps == part.step.index, "parts come in coding order")
    band.grid.insert(
      symbols, parameters: parameters, of: part.step, rows: 0..<band.grid.rows,
      values: &band.values, offsets: ReconstructionOffsets.table, gain: gain)
    band.steps += 1
  }

  /// Whether all symbols of a band are known; false for bands that are not in memory yet.
  func isComplete(_ band: Int) -> Bool { bands.indices.contains(band) && bands[band].steps == 4 }

  func latents(of band: Int) -> LatentGrid { bands[band].grid }

  func g(of band: Int) -> Tensor { bands[band].g }

  /// The symbols of the steps before `step` as floats, zero elsewhere.
  ///
  /// - Returns: rows × columns × channels
  func known(before step: CodingStep, rows: Range<Int>) -> Tensor {
    LatentGrid.masked(bands.map(\.grid), before: step, rows: rows)
  }

  /// The dequantised latents, and the features of the hyper-synthesis, of rows whose symbols are
  /// all known.
  func maps(rows: Range<Int>) -> (values: Tensor, g: Tensor) {
    (
      .stacked(bands.map { $0.values.complete }, rows: rows), .stacked(bands.map(\.g), rows: rows)
    )
  }
}
