import Autodiff
import LinearAlgebra
import Tensors
import TestSupport
import Testing
import Training

@Suite struct PCATests {
  /// Vectors of 12 numbers that vary most in three directions.
  static let source: TensorSamples = {
    var random = SplitMix64(seed: 11)
    let directions = random.tensor(4, 1, 12).values
    let scales: [Float] = [2, 1.5, 1, 0.1]
    var values: [Float] = []
    for _ in 0..<200 {
      let amounts = scales.map { $0 * Float.random(in: -1...1, using: &random) }
      for index in 0..<12 {
        values.append(
          0.5 + (0..<4).reduce(Float(0)) { $0 + amounts[$1] * directions[$1 * 12 + index] })
      }
    }
    return TensorSamples(values, shape: .vector(12))
  }()

  static let all = Array(0..<200)

  static func projection(latents: Int) throws -> (Autoencoder, ParameterSet, PrincipalComponents) {
    let pca = try PrincipalComponents.find(in: source, samples: all[...], components: latents)
    let network = try Autoencoder(
      AutoencoderSettings(.pca, shape: source.shape, latents: latents))
    return (network, network.parameters(of: pca), pca)
  }

  @Test func `what a projection leaves is the variance of the components left out`() async throws {
    let (network, parameters, pca) = try Self.projection(latents: 3)
    let error = await Evaluation(network, parameters).squaredError(Self.source, Self.all[...])
    let expected = pca.variances.dropFirst(3).reduce(0, +)
    #expect(abs(error - expected) < 1e-5 * pca.variances[0] + 1e-3 * expected)
    // Ordered by how much they vary, and not with one another.
    #expect(pca.variances == pca.variances.sorted(by: >))
    let codes = await Evaluation(network, parameters).latents(Self.source, Self.all[...])
    for (code, variance) in zip(codes, pca.variances) {
      #expect(abs(code.mean) < 1e-4)
      #expect(abs(code.deviation * code.deviation - variance) < 1e-3 * variance)
    }
  }

  @Test func `a linear autoencoder spans the subspace of the principal components`() async throws {
    let (pcaNetwork, pcaParameters, pca) = try Self.projection(latents: 3)
    let best = await Evaluation(pcaNetwork, pcaParameters).squaredError(
      Self.source, Self.all[...])
    let network = try Autoencoder(.linear(shape: Self.source.shape, latents: 3), seed: 3)
    var plan = TrainingPlan(.vanilla, length: .steps(6000), seed: 3)
    (plan.batch, plan.shard, plan.rate, plan.optimiser) = (200, 100, 0.03, .sgd)
    var run = TrainingRun(
      network, plan: plan, data: TrainingData(Self.source, trained: Self.all, heldOut: []),
      threads: 2)
    while !run.isFinished { try await run.advance() }
    let error = await Evaluation(network, run.parameters).squaredError(Self.source, Self.all[...])
    #expect(abs(error - best) < 0.001 * best, "\(error), \(best)")
    let decoder = try #require(run.parameters.named("decoder.0.weight"))
    let angle = try Self.largestAngle(
      run.parameters.value(decoder).values, columns: 3, components: pca.vectors.values)
    #expect(angle < 0.01, "\(angle) rad")
  }

  /// The largest principal angle between the columns of a matrix and orthonormal vectors: its
  /// sine is the norm of what projecting an orthonormal basis of the columns leaves.
  static func largestAngle(
    _ matrix: [Float], columns: Int, components: [Float]
  ) throws -> Double {
    let rows = matrix.count / columns
    var basis: [[Double]] = []
    for column in 0..<columns {
      var vector = (0..<rows).map { Double(matrix[$0 * columns + column]) }
      for earlier in basis {
        let product = zip(vector, earlier).reduce(0) { $0 + $1.0 * $1.1 }
        vector = zip(vector, earlier).map { $0 - product * $1 }
      }
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      basis.append(vector.map { $0 / length })
    }
    let left = basis.map { vector in
      (0..<columns).reduce(vector) { rest, index in
        let component = components[index * rows..<(index + 1) * rows].map { Double($0) }
        let product = zip(vector, component).reduce(0) { $0 + $1.0 * $1.1 }
        return zip(rest, component).map { $0 - product * $1 }
      }
    }
    let products = left.flatMap { one in
      left.map { other in zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    return try Eigenvectors(ofSymmetric: products, order: columns).values[0].squareRoot()
  }

  @Test func `components that do not exist are refused`() {
    #expect(throws: SettingsError.tooManyComponents(latents: 13, numbers: 12, samples: 200)) {
      try PrincipalComponents.find(in: Self.source, samples: Self.all[...], components: 13)
    }
  }
}
