import Tensors

/// Walks over the codes of a picture in coding order, saying before each part what the prior
/// expects of it, and taking in what it turned out to be. What is complete comes out band by band,
/// and is forgotten: memory does not grow with the picture's height.
///
///     for part in walk.parts {
///       let expected = walk.parameters(of: part)
///       walk.take(symbols, as: part, expected)     // decoded, or known to an encoder
///       while let band = walk.next() { … }         // from the top
///     }
package struct AutoregressivePrior: ~Copyable {
  private let model: PhotoModel
  private let level: QualityLevel
  /// All hyper-latents.
  private let z: Tensor
  private let gain: [Float]
  private let reconstructs: Bool
  private let bands: [Range<Int>]
  /// The bands at hand, from ``first`` on.
  private var window = BandWindow()
  private var first = 0
  /// Bands that came out.
  private var given = 0

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

  /// What the prior says of a part's codes, in coding order. All earlier parts must be taken in.
  package mutating func parameters(of part: CodingPart) -> PriorParameters {
    var parameters = PriorParameters()
    for (_, head) in heads(of: part) { parameters.append(head: head) }
    return parameters
  }

  /// The same before it is rounded: positions × (means, log scales) for each run.
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

  /// Takes in a part's codes, in coding order.
  package mutating func take(
    _ symbols: [Int16], as part: CodingPart, _ parameters: PriorParameters
  ) {
    window.place(symbols, parameters, as: part, band: part.band - first, gain: gain)
  }

  /// The next band from the top that is complete; nil where more codes must be taken in first.
  package mutating func next() -> ReconstructedBand? {
    guard given < bands.count else { return nil }
    // A band's picture depends on some rows below it.
    let needed = reconstructs ? min(given + 1, bands.count - 1) : given
    guard window.isComplete(needed - first) else { return nil }
    let index = given - first
    let range = bands[given]
    let band = ReconstructedBand(
      rows: range, codes: window.codes(of: index), picture: reconstructs ? picture(of: range) : nil)
    given += 1
    forget()
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

  /// Drops bands that neither the context of a band below nor its picture needs.
  private mutating func forget() {
    while first < given - 1 {
      window.removeFirst()
      first += 1
    }
  }
}

/// A band of rows of a picture whose codes are all known.
package struct ReconstructedBand: Sendable {
  /// Of the grid of codes.
  package let rows: Range<Int>
  /// rows × columns × latents.
  package let codes: LatentGrid
  /// 16 · rows × 16 · columns × 3, about 0…1, not clamped; nil where no picture is wanted.
  package let picture: Tensor?
}

extension PhotoModel {
  /// Begins the walk over a picture's codes.
  ///
  /// - Parameter paints: whether the decoded picture is wanted, and not the codes alone
  package func prior(
    hyperLatents: LatentGrid, level: QualityLevel, reconstructs: Bool = true
  ) -> AutoregressivePrior {
    AutoregressivePrior(self, hyperLatents: hyperLatents, level: level, reconstructs: reconstructs)
  }
}

/// The codes of one step in one band of rows.
package struct CodingPart: Equatable, Sendable {
  package let step: CodingStep
  package let rows: Range<Int>
  /// The band's place from the top.
  package let band: Int
  /// The stream that holds it: one a band.
  package let stream: Int

  /// The number of streams of a grid.
  package static func streams(rows: Int, columns: Int) -> Int {
    bands(rows: rows, columns: columns).count
  }

  /// The rows of the bands of a grid.
  static func bands(rows: Int, columns: Int) -> [Range<Int>] {
    Bands(rows: rows, columns: columns, positions: Bands.positions).ranges
  }

  /// The order of coding: a wave in which step k follows k bands behind step 0, so that a
  /// decoder need not hold more than some bands, yet every step sees all of the steps before.
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
