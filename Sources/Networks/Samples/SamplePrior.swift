import Tensors

/// The autoregressive prior over the symbols of samples, latent by latent: it gives the parameters
/// of the next latent's symbol in all samples, and then takes these symbols.
///
///     for latent in 0..<model.latents {
///       let parameters = prior.parameters()
///       prior.take(symbols, parameters)     // decoded, or known to an encoder
///     }
///     let values = prior.finish()
package struct SamplePrior {
  private let model: SampleModel
  private let rows: LevelRows
  /// The index of each sample's level in `rows`.
  private let row: [Int]
  private var latent = 0
  /// samples × latents; the columns before `latent` are filled.
  private var symbols: [Float]
  private var values: [Float]
  /// samples × panel: the means of a panel of latents, as far as symbols before the panel determine
  /// them.
  private var begun: [Float] = []
  private var energy: LatentEnergy

  /// The number of latents whose means are begun by one product.
  private static let panel = 32

  /// - Parameter levels: the quality level of each sample
  init(_ model: SampleModel, levels: [QualityLevel]) {
    self.model = model
    let rows = LevelRows(model, levels)
    self.rows = rows
    row = levels.map { rows.index[$0]! }
    symbols = Array(repeating: 0, count: levels.count * model.latents)
    values = symbols
    energy = LatentEnergy(samples: levels.count)
  }

  /// The parameters of the next symbol of each sample: means in sixteenths, levels of scale 0…63.
  package mutating func parameters() -> (means: [Int32], scales: [UInt8]) {
    if let chain = model.scales.chain, latent % Self.panel == 0 { begin(chain) }
    let followed = model.scales.energy.map { weight in energy.logarithms.map { $0 * weight } }
    var head: [Float] = []
    head.reserveCapacity(2 * row.count)
    for sample in row.indices {
      head.append(mean(of: sample))
      let logScale = rows.logScales[row[sample]][latent]
      head.append(followed.map { logScale + $0[sample] } ?? logScale)
    }
    var parameters = PriorParameters()
    parameters.append(
      head: Tensor(rows: row.count, columns: 1, channels: 2, values: head))
    return (parameters.means, parameters.scales)
  }

  /// m + Σ over earlier symbols, as a chain of fused multiply-adds.
  private func mean(of sample: Int) -> Float {
    let first = latent / Self.panel * Self.panel
    guard let chain = model.scales.chain else { return rows.means[row[sample]][latent] }
    var sum = begun[sample * Self.panel + latent - first]
    for earlier in first..<latent {
      let weight = chain[latent * model.latents + earlier]
      if weight != 0 { sum.addProduct(symbols[sample * model.latents + earlier], weight) }
    }
    return sum
  }

  /// Begins the means of a panel with the sums over the symbols before it.
  private mutating func begin(_ chain: [Float]) {
    let (all, panel, first) = (model.latents, Self.panel, latent)
    begun = Array(repeating: 0, count: row.count * panel)
    for sample in row.indices {
      for column in 0..<min(panel, all - first) {
        begun[sample * panel + column] = rows.means[row[sample]][first + column]
      }
    }
    guard first > 0 else { return }
    let weights = (0..<panel).flatMap { column -> [Float] in
      let output = first + column
      return output < all
        ? Array(chain[output * all..<output * all + first]) : Array(repeating: 0, count: first)
    }
    // The sums of each level begin with its own means.
    for (index, means) in rows.means.enumerated() {
      let bias = (0..<panel).map { first + $0 < all ? means[first + $0] : 0 }
      let product = Pointwise(weights: weights, bias: bias)
      let samples = row.indices.filter { row[$0] == index }
      let input = samples.flatMap { symbols[$0 * all..<$0 * all + first] }
      let sums = product(
        Tensor(rows: samples.count, columns: 1, channels: first, values: input)
      ).values
      for (position, sample) in samples.enumerated() {
        begun.replaceSubrange(
          sample * panel..<(sample + 1) * panel,
          with: sums[position * panel..<(position + 1) * panel])
      }
    }
  }

  /// Takes the next symbol of each sample with its parameters.
  package mutating func take(
    _ next: [Int16], _ parameters: (means: [Int32], scales: [UInt8])
  ) {
    for (sample, symbol) in next.enumerated() {
      let at = sample * model.latents + latent
      symbols[at] = Float(symbol)
      let distance = Int(parameters.means[sample]) - 16 * Int(symbol)
      energy.take(abs(distance), rate: rows.rates[row[sample]][latent], of: sample)
      var offset: Float = 0
      if model.bins == .expected {
        let index = 17 * Int(parameters.scales[sample]) + 8 + min(max(distance, -8), 8)
        offset = ReconstructionOffsets.table[index]
      }
      values[at] = (Float(symbol) + offset) * rows.gains[row[sample]][latent]
    }
    latent += 1
    energy.advance()
  }

  /// The dequantised latents, once all symbols were taken: samples × latents.
  package consuming func finish() -> [Float] {
    precondition(latent == model.latents, "not all symbols were taken")
    return values
  }
}

/// The tables' rows of the levels that samples have.
private struct LevelRows {
  let index: [QualityLevel: Int]
  let gains: [[Float]]
  let means: [[Float]]
  let logScales: [[Float]]
  /// See ``LatentEnergy``.
  let rates: [[Float]]

  init(_ model: SampleModel, _ levels: [QualityLevel]) {
    let all = Set(levels).sorted { $0.index < $1.index }
    index = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1, $0) })
    func rows(_ table: [Float]) -> [[Float]] {
      all.map { $0.row(of: table, levels: model.levels) }
    }
    gains = rows(model.scales.gains)
    means = rows(model.scales.means)
    logScales = rows(model.scales.logScales)
    rates = logScales.map { LatentEnergy.rates(logScales: $0) }
  }
}
