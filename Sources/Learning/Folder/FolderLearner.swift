import Autodiff
import Tensors
import Training

/// The state of a folder's run, and its learning steps.
package struct FolderLearner: Sendable {
  package let network: FolderNetwork
  private let encoder: FolderEncoder
  private(set) var weights: QuantisedWeights
  private var encoding: ParameterSet
  private var optimisers: (reals: Adam, logs: Adam, encoding: Adam)
  /// The quantised latents of all pictures; nil while the encoder computes them in each step.
  package private(set) var latents: FolderLatents?
  private(set) var reactions: [Float] = []
  private let key: NoiseKey
  private let threads: Int
  private let pictureCount: Int

  /// Means over a step's pictures, before the update.
  package struct Report: Sendable {
    package let bits: Double
    /// PSNR in decibels.
    package let decibels: Double
    /// The cost of all weights, in bits.
    package let weightBits: Double
  }

  package init(
    _ network: FolderNetwork, _ start: FolderStart, pictures: Int, seed: UInt64, threads: Int
  ) {
    self.network = network
    self.threads = threads
    pictureCount = pictures
    key = NoiseKey(seed: seed).derived(1)
    weights = QuantisedWeights(network.initial)
    var set = weights.drawn(noise: nil).parameters
    encoder = FolderEncoder(network.design, start, key: key.derived(2), in: &set)
    encoding = set.suffix(from: network.parameterCount)
    let adam = Adam(beta1: 0.9, beta2: 0.98)
    optimisers = (adam, adam, adam)
  }

  /// Performs a step with latents from the encoder.
  package mutating func encodedStep(
    _ shards: [FolderShard], step: Int, lambda: Float, rate: Float
  ) async throws(TrainingError) -> Report {
    let noise = key.derived(3).derived(step)
    let drawn = weights.drawn(noise: noise.derived(0))
    let batch = BatchGradient(
      parameters: drawn.parameters.adding(encoding), noise: noise.derived(1), step: step,
      threads: threads)
    let (network, encoder) = (network, encoder)
    let sum = try await batch(shards) { tape, shard in
      let pictures = tape.constant(shard.tensor, samples: shard.samples)
      let latents = encoder.latents(of: pictures, shard)
      let rounded = latents.rounded
      let bits = network.bits(of: latents.addingUniformNoise(), given: rounded)
      let decibels = network.decode(rounded).decibels(of: pictures.value)
      tape.report("bits", bits.value.sums(samples: 1)[0] / Double(shard.samples))
      tape.report("decibels", decibels.value.sums(samples: 1)[0] / Double(shard.samples))
      return (bits + decibels.scaled(by: lambda)).meanOfSamples
    }
    let count = network.parameterCount
    let weightBits = learn(Array(sum.gradients.prefix(count)), drawn, rate: rate)
    optimisers.encoding.update(
      &encoding, gradients: Array(sum.gradients.dropFirst(count)), rate: rate)
    return Report(
      bits: sum.reports["bits"] ?? .nan, decibels: -(sum.reports["decibels"] ?? .nan),
      weightBits: weightBits)
  }

  private mutating func learn(
    _ gradients: [Tensor], _ drawn: QuantisedWeights.Drawn, rate: Float
  ) -> Double {
    let whole = weights.gradients(of: drawn, gradients, price: 1 / Float(pictureCount))
    weights.update(whole, &optimisers.reals, &optimisers.logs, rate: rate)
    return whole.bits
  }

  /// Replaces the latents of all pictures by the encoder's, rounded.
  package mutating func encodeAll(_ shards: [FolderShard]) async {
    let (network, encoder) = (network, encoder)
    let set = weights.drawn(noise: nil).parameters.adding(encoding)
    let parts = await concurrently(shards, threads: threads) { shard in
      let tape = Tape(set, recording: false)
      let pictures = tape.constant(shard.tensor, samples: shard.samples)
      return encoder.latents(of: pictures, shard).rounded.value.values.map {
        Int16(min(max($0, -32767), 32767))
      }
    }
    latents = FolderLatents(parts.flatMap(\.self), latents: network.latents)
  }

  /// Measures again how latents change some of these pictures.
  package mutating func measureReactions(_ indices: [Int]) async {
    guard let latents else { return }
    let pictures = min(indices.count, network.design.shape.count <= 1600 ? 40 : 8)
    reactions = await LatentSearch.reactions(
      of: network, weights.drawn(noise: nil).parameters,
      parts: indices.prefix(pictures).map { latents[[$0]] }, threads: threads)
  }

  /// A search with the current weights, rounded.
  package func search(lambda: Float) -> LatentSearch {
    LatentSearch(
      network: network, parameters: weights.drawn(noise: nil).parameters, lambda: lambda,
      reactions: reactions)
  }

  /// The result of a shard in a step with integer latents.
  private struct Outcome: Sendable {
    let costs: LatentSearch.Costs
    let gradients: [Tensor]
    let part: FolderLatents.Part
  }

  private func parts(of shards: [FolderShard]) -> [(shard: FolderShard, part: FolderLatents.Part)] {
    guard let latents else { preconditionFailure("no latents yet") }
    return shards.map { ($0, latents[$0.indices]) }
  }

  /// Performs a step with integer latents: updates the weights, and tries to improve each picture's
  /// latents once.
  ///
  /// - Throws: an error if a gradient is not finite; nothing has changed then
  package mutating func codedStep(
    _ shards: [FolderShard], step: Int, lambda: Float, rate: Float
  ) async throws(TrainingError) -> Report {
    let drawn = weights.drawn(noise: nil)
    let search = LatentSearch(
      network: network, parameters: drawn.parameters, lambda: lambda, reactions: reactions)
    let count = shards.reduce(0) { $0 + $1.samples }
    // One latent in 28 moves at once, or one in 7 in the wider set.
    let reach = max(1, network.latents / 28)
    let parts = parts(of: shards)
    let outcomes = await concurrently(parts, threads: threads) { shard, part in
      var part = part
      let (pictures, samples) = (shard.tensor, shard.samples)
      let found = search.gradients(
        at: part.tensor(samples: samples), pictures, samples: samples,
        learning: 1 / Float(count))
      _ = search.improve(
        &part, pictures, found: (found.costs, found.slopes),
        reach: Array(repeating: reach, count: samples), widening: true)
      return Outcome(costs: found.costs, gradients: found.parameters, part: part)
    }
    var sum = outcomes[0].gradients
    for outcome in outcomes.dropFirst() {
      sum = zip(sum, outcome.gradients).map { $0.combined(.sum, $1) }
    }
    for (index, gradient) in sum.enumerated() where !gradient.isFinite {
      throw .gradientNotFinite(
        step: step, parameter: drawn.parameters.name(Parameter(index: index)))
    }
    for (shard, outcome) in zip(shards, outcomes) { latents?[shard.indices] = outcome.part }
    let weightBits = learn(sum, drawn, rate: rate)
    func mean(_ numbers: KeyPath<LatentSearch.Costs, [Float]>) -> Double {
      outcomes.reduce(0) { $0 + $1.costs[keyPath: numbers].reduce(0) { $0 + Double($1) } }
        / Double(count)
    }
    return Report(bits: mean(\.bits), decibels: -mean(\.decibels), weightBits: weightBits)
  }
}

extension FolderEncoder {
  /// The latents of a shard's pictures before rounding, samples × 1 × latents.
  ///
  /// - Parameter pictures: (samples · height) × width × channels
  package func latents(of pictures: Variable, _ shard: FolderShard) -> Variable {
    self(
      pictures,
      averaged: factor.map {
        pictures.constant(shard.pictures.averaged(shard.indices, by: $0))
      })
  }
}

extension ParameterSet {
  /// The parameters from an index on, as a new set.
  package func suffix(from first: Int) -> ParameterSet { ParameterSet().adding(self, from: first) }

  /// Appends another set's parameters.
  package func adding(_ other: ParameterSet, from first: Int = 0) -> ParameterSet {
    var set = self
    for parameter in other.all.dropFirst(first) {
      _ = set.add(other.name(parameter), other.value(parameter), rate: other.rate(parameter))
    }
    return set
  }
}
