/// The layout of all weights of a picture's networks in one array.
package struct WeightLayout: Sendable {
  /// A matrix, a bias or a filter.
  package struct Segment: Sendable {
    package let name: String
    package let offset: Int
    /// The sizes of a tensor, the last one contiguous.
    package let sizes: [Int]
    package let group: WeightGroup
    package var count: Int { sizes.reduce(1, *) }
    package var range: Range<Int> { offset..<offset + count }
  }

  package private(set) var segments: [Segment] = []
  package private(set) var count = 0
  /// The offsets of the parts that kernels take.
  package private(set) var features: [Int] = []
  package private(set) var upsampling = 0
  package private(set) var synthesis = 0
  let shape: FittedShape

  package init(_ shape: FittedShape) {
    self.shape = shape
    addContext()
    for grid in 0..<FittedShape.featureGrids where grid < shape.grids { addFeatures(grid) }
    upsampling = count
    for step in 0..<shape.grids - 1 {
      add("upsample\(step)", [4], .upsampling)
      add("filter\(step)", [4], .upsampling)
    }
    synthesis = count
    addSynthesis()
  }

  private mutating func add(_ name: String, _ sizes: [Int], _ group: WeightGroup) {
    segments.append(Segment(name: name, offset: count, sizes: sizes, group: group))
    count = segments[segments.count - 1].range.upperBound
  }

  private mutating func addContext() {
    let inputs = shape.inputs
    add("context0.weight", [inputs, inputs], .context)
    add("context0.bias", [inputs], .contextBias)
    add("context1.weight", [inputs, inputs], .context)
    add("context1.bias", [inputs], .contextBias)
    add("context2.weight", [2, inputs], .context)
    add("contextStraight.weight", [2, inputs], .context)
    add("context2.bias", [2], .contextBias)
  }

  private mutating func addFeatures(_ grid: Int) {
    features.append(count)
    let inputs = shape.gridCount - 1 - grid
    add("features\(grid).weight", [shape.features, inputs], .features)
    add("features\(grid).bias", [shape.features], .featuresBias)
  }

  private mutating func addSynthesis() {
    let (grids, hidden) = (shape.grids, shape.hidden)
    add("synthesis0.weight", [hidden, grids], .synthesis)
    add("synthesis0.bias", [hidden], .synthesisBias)
    add("synthesis1.weight", [3, hidden], .synthesis)
    add("synthesis1.bias", [3], .synthesisBias)
    add("convolution0.weight", [3, 3, 3, 3], .synthesis)
    add("convolution0.bias", [3], .synthesisBias)
    add("convolution1.weight", [3, 3, 3, 3], .synthesis)
    add("convolution1.bias", [3], .synthesisBias)
    add("synthesisStraight.weight", [3, grids], .synthesis)
    add("synthesisStraight.bias", [3], .synthesisBias)
  }
}

/// Weights that share a quantisation step; the raw value is their place in a file.
package enum WeightGroup: Int, CaseIterable, Sendable {
  case context, contextBias, features, featuresBias, upsampling, synthesis, synthesisBias

  /// Whether integers compute with these weights.
  var isInteger: Bool { rawValue <= WeightGroup.featuresBias.rawValue }
}

extension WeightLayout {
  /// Weights as the kernels take them: the context network's square matrices with the identity
  /// added, as its layers are residual.
  func effective(_ weights: [Float]) -> [Float] {
    var result = weights
    let inputs = shape.inputs
    for segment in [segments[0], segments[2]] {
      for k in 0..<inputs { result[segment.offset + k * (inputs + 1)] += 1 }
    }
    return result
  }

  /// Weights of the first fit, from which start states are learned.
  package func initial(seed: UInt64) -> [Float] {
    var random = FittedRandom(seed: seed)
    var weights = [Float](repeating: 0, count: count)
    for segment in segments {
      for index in segment.range {
        weights[index] = initialWeight(segment, index - segment.offset, &random)
      }
    }
    return weights
  }

  private func initialWeight(
    _ segment: Segment, _ index: Int, _ random: inout FittedRandom
  ) -> Float {
    let (outputs, inputs) = (Float(segment.sizes[0]), Float(segment.sizes[segment.sizes.count - 1]))
    switch segment.name {
    case "context2.weight", "contextStraight.weight": return random.normal() / 4
    case "synthesis0.weight", "synthesis1.weight", "synthesisStraight.weight":
      return (random.uniform() - 0.5) * 2 / inputs.squareRoot() / (outputs * outputs)
    case let name where name.hasPrefix("features") && name.hasSuffix("weight"):
      return random.normal() / (outputs * outputs)
    case let name where name.hasPrefix("upsample"):
      // A bilinear-like start; both taps of a phase sum to one.
      return -[0.0351562, 0.1054687, -0.2617187, -0.8789063][index]
    default: return 0
    }
  }
}

/// Random numbers that are the same everywhere: SplitMix64 (Steele et al. 2014).
package struct FittedRandom: Sendable {
  private var state: UInt64
  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// In 0 ..< 1.
  package mutating func uniform() -> Float { Float(next() >> 40) / Float(1 << 24) }

  /// About normal, with variance 1.
  package mutating func normal() -> Float {
    var sum: Float = -6
    for _ in 0..<12 { sum += uniform() }
    return sum
  }
}
