import Networks
import Tensors
import Training

/// The end of a folder's run. The decoder is fixed. The search minimises bits at the target PSNR
/// over the latents and the prior.
package struct FolderEnding: Sendable {
  private let network: FolderNetwork
  private let shards: [FolderShard]
  private let pictures: FolderPictures
  private let target: Double
  private let threads: Int
  private var weights: QuantisedWeights
  private var file: [UInt8]
  /// The decoder in the file; its prior is not used.
  private let model: SampleModel
  private var search: LatentSearch
  private var latents: FolderLatents
  /// The best result so far.
  private(set) var learned: LearnedSamples

  package init(
    _ learner: FolderLearner, _ batches: FolderBatches, decibels: Double, lambda: Float,
    threads: Int
  ) throws(FolderError) {
    guard let latents = learner.latents else { preconditionFailure("no latents yet") }
    network = learner.network
    shards = batches.all
    pictures = batches.pictures
    target = decibels
    self.threads = threads
    weights = learner.weights
    file = try network.file(weights.drawn(noise: nil))
    do throws(ModelError) {
      model = try SampleModel(file: file)
    } catch {
      throw .model(error)
    }
    search = learner.search(lambda: lambda)
    self.latents = latents
    self.latents.trustAll()
    learned = LearnedSamples(
      file: file, symbols: [], decibels: -.infinity, bits: .infinity, meetsTarget: false)
  }

  /// The most moves of a picture that are tried at once.
  private var widest: Int { max(2, network.latents / 7) }

  /// A shortfall in decibels that latents alone cannot recover.
  private static let hopeless = 0.6
  /// An excess over the target, in decibels, that ends the search.
  private static let near = 0.01

  /// How often the prior is fitted before the first measurement.
  private static let fits = 3

  /// Searches until the PSNR lies at the target or slightly above it, cannot reach it, or the
  /// distortion weight has been corrected four times. ``learned`` is then the best result.
  ///
  /// - Parameter rounds: the approximate number of passes over all pictures
  package mutating func search(rounds: Int) async throws(FolderError) {
    for _ in 0..<Self.fits {
      await refine(shards, rounds: max((rounds + 1) / 2 / Self.fits, 1))
      try await fitPrior()
    }
    var found = await measureAll()
    for attempt in 1...4 {
      let missing = target - found.decibels
      if (-Self.near...0).contains(missing) || missing > Self.hopeless { break }
      search.lambda = await weight(gaining: missing + Self.near * Double(attempt) / 2)
      latents.trustAll()
      await refine(shards, rounds: max(rounds / 4, 3))
      try await fitPrior()
      found = await measureAll()
    }
  }

  /// Fits the prior to the latents, and searches with it from then on.
  private mutating func fitPrior() async throws(FolderError) {
    weights = await network.fittingPrior(of: weights, to: latents.tensor, threads: threads)
    let drawn = weights.drawn(noise: nil)
    file = try network.file(drawn)
    search = search.with(drawn.parameters)
  }

  /// Estimates, from some pictures, the distortion weight that changes their PSNR by the missing
  /// decibels. A negative number lowers it.
  private mutating func weight(gaining missing: Double) async -> Float {
    let some = stride(from: 0, to: shards.count, by: max(shards.count / 16, 1)).map { shards[$0] }
    let (start, before) = (latents, search.lambda)
    let goal = await measured(some).decibels + missing
    var (low, high): (Float?, Float?) = (nil, nil)
    for _ in 0..<8 {
      let next: Float =
        switch (low, high) {
        case (let low?, let high?): (low * high).squareRoot()
        case (let low?, nil): low * 1.4
        case (nil, let high?): high / 1.4
        case (nil, nil): missing > 0 ? before * 1.4 : before / 1.4
        }
      guard next < 6 * before else { break }
      search.lambda = next
      latents = start
      latents.trustAll()
      await refine(some, rounds: 4)
      if await measured(some).decibels < goal { low = next } else { high = next }
      if let low, let high, high < low * 1.02 { break }
    }
    latents = start
    return high ?? low ?? before
  }

  /// Runs rounds of the search over some pictures.
  private mutating func refine(_ shards: [FolderShard], rounds: Int) async {
    let (search, widest) = (search, widest)
    let parts = shards.map { (shard: $0, part: latents[$0.indices]) }
    let found = await concurrently(parts, threads: threads) { shard, part in
      Self.refined(part, shard, search, widest: widest, rounds: rounds)
    }
    for (shard, part) in zip(shards, found) { latents[shard.indices] = part }
  }

  /// Runs rounds of the search over one shard. A picture that gains is tried with more moves in the
  /// next round, any other with half as many.
  private static func refined(
    _ part: FolderLatents.Part, _ shard: FolderShard, _ search: LatentSearch, widest: Int,
    rounds: Int
  ) -> FolderLatents.Part {
    var part = part
    let (pictures, samples) = (shard.tensor, shard.samples)
    var reach = Array(repeating: widest, count: samples)
    for _ in 0..<rounds {
      let found = search.gradients(
        at: part.tensor(samples: samples), pictures, samples: samples, learning: nil)
      let changed = search.improve(
        &part, pictures, found: (found.costs, found.slopes), reach: reach, widening: false)
      for sample in 0..<samples {
        reach[sample] =
          changed[sample] ? min(reach[sample] * 4 / 3 + 1, widest) : max(reach[sample] / 2, 1)
      }
    }
    return part
  }

  private typealias Measured = (decibels: Double, bits: Double)

  /// Measures the mean PSNR of the pictures that the decoder makes of the latents, and the cost of
  /// all these latents under the current prior, in bits.
  private func measured(_ shards: [FolderShard]) async -> Measured {
    let (model, search, latents) = (model, search, latents)
    let sums = await concurrently(shards, threads: threads) { shard -> Measured in
      let part = latents[shard.indices]
      let made = model.samples(of: part.symbols.map { Int16($0) }, level: QualityLevel.trained(0))
      let bits = search.bits(of: part.tensor(samples: shard.samples), samples: shard.samples)
      return (shard.psnr(of: made), bits)
    }
    let count = Double(shards.reduce(0) { $0 + $1.samples })
    return (sums.reduce(0) { $0 + $1.decibels } / count, sums.reduce(0) { $0 + $1.bits })
  }

  /// Measures all pictures, and keeps the best result so far.
  private mutating func measureAll() async -> Measured {
    let (found, k) = (await measured(shards), network.latents)
    let candidate = LearnedSamples(
      file: file,
      symbols: (0..<pictures.count).map { Array(latents.symbols[$0 * k..<($0 + 1) * k]) },
      decibels: found.decibels, bits: found.bits, meetsTarget: found.decibels >= target)
    if candidate.isBetter(than: learned) { learned = candidate }
    return found
  }
}

extension FolderShard {
  /// The sum of the PSNR of all pictures, in decibels.
  ///
  /// - Parameter made: decoded samples
  fileprivate func psnr(of made: [UInt8]) -> Double {
    let size = pictures.shape.count
    var sum = 0.0
    for (position, index) in indices.enumerated() {
      var squares = 0
      for sample in 0..<size {
        let difference =
          Int(made[position * size + sample]) - Int(pictures.samples[index * size + sample])
        squares += difference * difference
      }
      sum += Decibels.psnr(squares: squares, count: size)
    }
    return sum
  }
}
