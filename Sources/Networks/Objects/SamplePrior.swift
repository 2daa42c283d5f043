import Tensors

/// A walk over the codes of objects, number by number: asks for each number of all objects what is
/// expected of it, and takes in what it turned out to be.
///
///     for latent in 0..<model.latents {
///       let expected = walk.parameters()
///       walk.take(codes, expected)     // decoded, or known to an encoder
///     }
///     let values = walk.finish()
package struct SampleAutoregressivePrior {
  private let model: SampleModel
  private let rows: LevelRows
  /// Of each object, into `rows`.
  private let row: [Int]
  private var latent = 0
  /// objects × latents, of which the columns so far hold anything.
  private var codes: [Float]
  private var values: [Float]
  /// The means of a panel of numbers, from the codes before the panel: objects × panel.
  private var begun: [Float] = []
  private var energy: LatentEnergy

  /// Numbers whose means are begun by one product.
  private static let panel = 32

  /// - Parameter levels: of each object
  init(_ model: SampleModel, levels: [QualityLevel]) {
    self.model = model
    let rows = LevelRows(model, levels)
    self.rows = rows
    row = levels.map { rows.place[$0]! }
    codes = Array(repeating: 0, count: levels.count * model.latents)
    values = codes
    energy = LatentEnergy(objects: levels.count)
  }

  /// What is expected of the next number of each object.
  package mutating func parameters() -> (means: [Int32], scales: [UInt8]) {
    if let chain = model.scales.chain, latent % Self.panel == 0 { begin(chain) }
    let followed = model.scales.energy.map { weight in energy.logarithms.map { $0 * weight } }
    var head: [Float] = []
    head.reserveCapacity(2 * row.count)
    for object in row.indices {
      head.append(mean(of: object))
      let logScale = rows.logScales[row[object]][latent]
      head.append(followed.map { logScale + $0[object] } ?? logScale)
    }
    var parameters = PriorParameters()
    parameters.append(
      head: Tensor(rows: row.count, columns: 1, channels: 2, values: head))
    return (parameters.means, parameters.scales)
  }

  /// m + Σ over earlier codes, one fused multiply-add after the other.
  private func mean(of object: Int) -> Float {
    let first = latent / Self.panel * Self.panel
    guard let chain = model.scales.chain else { return rows.means[row[object]][latent] }
    var sum = begun[object * Self.panel + latent - first]
    for earlier in first..<latent {
      let weight = chain[latent * model.latents + earlier]
      if weight != 0 { sum.addProduct(codes[object * model.latents + earlier], weight) }
    }
    return sum
  }

  /// The sums of a panel over the codes before it.
  private mutating func begin(_ chain: [Float]) {
    let (all, panel, first) = (model.latents, Self.panel, latent)
    begun = Array(repeating: 0, count: row.count * panel)
    for object in row.indices {
      for place in 0..<min(panel, all - first) {
        begun[object * panel + place] = rows.means[row[object]][first + place]
      }
    }
    guard first > 0 else { return }
    let weights = (0..<panel).flatMap { place -> [Float] in
      let output = first + place
      return output < all
        ? Array(chain[output * all..<output * all + first]) : Array(repeating: 0, count: first)
    }
    // Each level has its own means to begin with.
    for (index, means) in rows.means.enumerated() {
      let bias = (0..<panel).map { first + $0 < all ? means[first + $0] : 0 }
      let product = Pointwise(weights: weights, bias: bias)
      let objects = row.indices.filter { row[$0] == index }
      let input = objects.flatMap { codes[$0 * all..<$0 * all + first] }
      let sums = product(
        Tensor(rows: objects.count, columns: 1, channels: first, values: input)
      ).values
      for (place, object) in objects.enumerated() {
        begun.replaceSubrange(
          object * panel..<(object + 1) * panel, with: sums[place * panel..<(place + 1) * panel])
      }
    }
  }

  /// Takes in the next number of each object.
  package mutating func take(
    _ symbols: [Int16], _ expected: (means: [Int32], scales: [UInt8])
  ) {
    for (object, code) in symbols.enumerated() {
      let at = object * model.latents + latent
      codes[at] = Float(code)
      let distance = Int(expected.means[object]) - 16 * Int(code)
      energy.take(abs(distance), rate: rows.rates[row[object]][latent], of: object)
      var offset: Float = 0
      if model.bins == .expected {
        let place = 17 * Int(expected.scales[object]) + 8 + min(max(distance, -8), 8)
        offset = ReconstructionOffsets.table[place]
      }
      values[at] = (Float(code) + offset) * rows.gains[row[object]][latent]
    }
    latent += 1
    energy.advance()
  }

  /// The numbers the codes stand for, z of d(z): objects × latents.
  package consuming func finish() -> [Float] {
    precondition(latent == model.latents, "not all codes are taken in")
    return values
  }
}

/// The rows of the levels that objects have.
private struct LevelRows {
  let place: [QualityLevel: Int]
  let gains: [[Float]]
  let means: [[Float]]
  let logScales: [[Float]]
  /// Of ``CodeEnergy``.
  let rates: [[Float]]

  init(_ model: SampleModel, _ levels: [QualityLevel]) {
    let all = Set(levels).sorted { $0.index < $1.index }
    place = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1, $0) })
    func rows(_ table: [Float]) -> [[Float]] {
      all.map { $0.row(of: table, levels: model.levels) }
    }
    gains = rows(model.scales.gains)
    means = rows(model.scales.means)
    logScales = rows(model.scales.logScales)
    rates = logScales.map { LatentEnergy.rates(logScales: $0) }
  }
}
