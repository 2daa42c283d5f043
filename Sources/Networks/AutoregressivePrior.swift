import Tensors

/// The autoregressive prior over the symbols of a picture, part by part in coding order: it gives
/// the parameters of a part and then takes the part's symbols. Bands that are complete come out
/// from the top and are freed, so memory does not grow with the height of the picture.
///
///     for part in prior.parts {
///       let parameters = prior.parameters(of: part)
///       prior.take(symbols, as: part, parameters)   // decoded, or known to an encoder
///       while let band = prior.next() { … }         // from the top
///     }
package struct AutoregressivePrior: ~Copyable {
  private let model: PhotoModel
  private let level: QualityLevel
  /// All hyper-latents.
  private let z: Tensor
  private let gain: [Float]
  private let reconstructs: Bool
  private let bands: [Range<Int>]
  /// The bands in memory, from ``first`` on.
  private var window = BandWindow()
  private var first = 0
  /// The number of bands that came out.
  private var finished = 0

  /// All parts in coding order.
  package let parts: [CodingPart]

  init(_ model: PhotoModel, hyperLatents: LatentGrid, level: QualityLevel, reconstructs: Bool) {
    self.model = model
    self.level = level
    self.reconstructs = reconstructs
    z = hyperLatents.tensor
    gain = level.row(of: model.decodeGain, levels: model.configuration.levels)
    let (rows, columns) = (4 * hyperLatents.rows, 4 * hyperLatents.columns)
    bands = CodingPart.bands(rows: rows, columns: columns)
    parts = CodingPart.schedule(rows: rows, columns: columns)
  }

  /// The parameters of a part's symbols, in coding order. All earlier parts must have been taken.
  package mutating func parameters(of part: CodingPart) -> PriorParameters {
    var parameters = PriorParameters()
    for (_, head) in heads(of: part) { parameters.append(head: head) }
    return parameters
  }

  /// The parameters before they are quantised: positions × (means, log scales) for each run.
  package mutating func heads(of part: CodingPart) -> [(run: CodingRun, head: Tensor)] {
    if part.band == first + window.count { append(part) }
    let top = bands[first].lowerBound
    let wide = Bands.widened(
      part.rows, by: model.context.halo, within: bands[bands.count - 1].upperBound)
    return model.context.heads(
      of: part.step, rows: part.rows,
      known: {
        let local = wide.lowerBound - top..<wide.upperBound - top
        return (
          window.known(before: part.step, rows: local),
          part.rows.lowerBound - wide.lowerBound
        )
      }, g: window.g(of: part.band - first))
  }

  private mutating func append(_ part: CodingPart) {
    window.append(
      g: model.hyperSynthesis(z, rows: part.rows, level: level),
      channels: model.configuration.latents)
  }

  /// Takes the symbols of a part, in coding order.
  package mutating func take(
    _ symbols: [Int16], as part: CodingPart, _ parameters: PriorParameters
  ) {
    window.insert(symbols, parameters, as: part, band: part.band - first, gain: gain)
  }

  /// The next complete band from the top; nil if more symbols must be taken first.
  package mutating func next() -> ReconstructedBand? {
    guard finished < bands.count else { return nil }
    // The picture of a band depends on some rows below it.
    let needed = reconstructs ? min(finished + 1, bands.count - 1) : finished
    guard window.isComplete(needed - first) else { return nil }
    let index = finished - first
    let range = bands[finished]
    let band = ReconstructedBand(
      rows: range, latents: window.latents(of: index),
      picture: reconstructs ? picture(of: range) : nil)
    finished += 1
    dropBands()
    return band
  }

  private func picture(of range: Range<Int>) -> Tensor {
    let wide = Bands.widened(
      range, by: model.synthesis.halo, within: bands[bands.count - 1].upperBound)
    let top = bands[first].lowerBound
    let (values, g) = window.maps(rows: wide.lowerBound - top..<wide.upperBound - top)
    let inside = range.lowerBound - wide.lowerBound
    return model.synthesis(values, g: g, rows: inside..<inside + range.count)
  }

  /// Drops bands that neither the context nor the picture of a later band needs.
  private mutating func dropBands() {
    while first < finished - 1 {
      window.removeFirst()
      first += 1
    }
  }
}

/// A band of rows whose symbols are all known.
package struct ReconstructedBand: Sendable {
  /// The rows of the picture's grid of latents.
  package let rows: Range<Int>
  /// rows × columns × latents.
  package let latents: LatentGrid
  /// 16 · rows × 16 · columns × 3, about 0…1, not clamped; nil if the prior does not reconstruct.
  package let picture: Tensor?
}

extension PhotoModel {
  /// The prior over the symbols of a picture, before the first part.
  ///
  /// - Parameter reconstructs: whether bands come with the decoded picture
  package func prior(
    hyperLatents: LatentGrid, level: QualityLevel, reconstructs: Bool = true
  ) -> AutoregressivePrior {
    AutoregressivePrior(self, hyperLatents: hyperLatents, level: level, reconstructs: reconstructs)
  }
}

/// The symbols of one step in one band of rows, which are coded together.
package struct CodingPart: Equatable, Sendable {
  package let step: CodingStep
  package let rows: Range<Int>
  /// The index of the band, from the top.
  package let band: Int
  /// The index of the stream that holds the part; there is a stream for each band.
  package let stream: Int

  /// The number of streams of a grid.
  package static func streams(rows: Int, columns: Int) -> Int {
    bands(rows: rows, columns: columns).count
  }

  /// The rows of each band of a grid.
  static func bands(rows: Int, columns: Int) -> [Range<Int>] {
    Bands(rows: rows, columns: columns, positions: Bands.positions).ranges
  }

  /// The parts in coding order: a wave in which step k follows k bands behind step 0, so that a
  /// decoder holds only a few bands, yet every step sees all symbols of earlier steps around it.
  static func schedule(rows: Int, columns: Int) -> [CodingPart] {
    let bands = bands(rows: rows, columns: columns)
    return (0..<bands.count + 3).flatMap { time in
      CodingStep.all.compactMap { step in
        let band = time - step.index
        guard bands.indices.contains(band) else { return nil }
        return CodingPart(
          step: step, rows: bands[band], band: band, stream: min(time, bands.count - 1))
      }
    }
  }
}
