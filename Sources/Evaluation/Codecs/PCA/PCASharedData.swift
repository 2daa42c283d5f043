import Entropy
import LinearAlgebra
import Tensors

/// The data that all pictures of a ``PCACodec`` share, quantised.
struct PCASharedData: Equatable, Sendable {
  /// The quantisation step, in sample steps.
  var step: Float = 1
  var mean = QuantisedBlock()
  var components: [QuantisedBlock] = []
  /// Standard deviation of each component over the step, 0 ..< 24, in half octaves; not rising.
  var spreads: [Int] = []
  var predictor = BlockPredictor.none

  static let spreadClasses = 24

  init() {}

  init(basis: PCABasis, step: Float, blocks: Int) throws(EigenvectorsError) {
    let size = PCABasis.size
    self.step = step
    let precision = 1 / Float(blocks).squareRoot()
    // The mean is a component whose coefficient is about one sample step in every block.
    mean = QuantisedBlock(basis.mean.map { $0 - 127.5 }, step: step * precision)
    let count = Self.worthwhile(basis, step: step, blocks: blocks)
    components = (0..<count).map { index in
      // A bit saved then costs the same error in a component as in its coefficients:
      // d/dδ (N · σ² · δ²) to 1/δ is as d/dΔ Δ² to 1/Δ.
      QuantisedBlock(
        Array(basis.components[index * size..<(index + 1) * size]),
        step: min(step * precision / max(basis.variances[index].squareRoot(), 0.01), 0.02))
    }
    spreads = (0..<count).map { Self.spread(basis.variances[$0].squareRoot() / step) }
    predictor = try BlockPredictor.fit(basis.statistics)
  }

  private static func spread(_ ratio: Float) -> Int {
    // A step of the square's exponent is half an octave of the ratio.
    let square = max(ratio * ratio, 1e-9)
    return min(max(Int(square.exponent) + 11, 0), spreadClasses - 1)
  }

  /// The number of components that save more distortion than they and their coefficients cost.
  private static func worthwhile(_ basis: PCABasis, step: Float, blocks: Int) -> Int {
    let lagrangian = PCACodec.lagrangian * step * step
    let share = Float(blocks) / Float(basis.blockCount)
    var last = 0
    for component in 0..<PCABasis.size {
      let (count, energy) = basis.statistics.exceeding(1.2 * step, component: component)
      let saved = energy - count * step * step / 12
      // Such coefficients are rarer than one in a hundred blocks as a rule: position, sign and
      // magnitude take some 9 bits.
      let bits = 9 * count + 5 * Float(PCABasis.size) / share
      if saved > lagrangian * bits { last = component + 1 }
    }
    return last
  }

  /// Coefficients → blocks with samples of 0…255.
  var synthesis: Pointwise {
    let count = max(components.count, 1)
    var weights = [Float](repeating: 0, count: PCABasis.size * count)
    for (index, component) in components.enumerated() {
      for (row, value) in component.values.enumerated() {
        weights[row * count + index] = value
      }
    }
    return Pointwise(weights: weights, bias: mean.values.map { $0 + 127.5 })
  }

  /// Encodes all of this and returns it, or decodes another.
  func coded(by coder: inout some BitCoder) -> PCASharedData {
    var result = PCASharedData()
    result.step = Float(bitPattern: UInt32(coder.code(bits: Int(step.bitPattern), count: 32)))
    let count = min(coder.code(bits: components.count, count: 10), PCABasis.size)
    result.predictor = predictor.coded(by: &coder)
    var model = QuantisedBlockModel()
    result.mean = model.code(mean, by: &coder)
    var drops = AdaptiveInteger(contexts: 1)
    var last = Self.spreadClasses - 1
    for index in 0..<count {
      let block = index < components.count ? components[index] : QuantisedBlock()
      let spread = index < spreads.count ? spreads[index] : 0
      last = max(last - drops.code(magnitude: last - spread, context: 0, by: &coder), 0)
      result.spreads.append(last)
      result.components.append(model.code(block, by: &coder))
    }
    return result
  }
}
