import Networks
import Tensors
import Testing
import Training

@Suite struct MixtureTests {
  /// Three normal distributions in the plane: weights 0.5, 0.3 and 0.2, the first stretched along
  /// the diagonal.
  private static func codes(_ count: Int) -> Tensor {
    let normal = Tensor.normal(rows: count, columns: 1, channels: 2, key: 5).values
    let values = (0..<count).flatMap { object -> [Float] in
      let (a, b) = (normal[2 * object], normal[2 * object + 1])
      switch object % 10 {
      case 0..<5: return [-4 + a, 0.8 * a + 0.6 * b]
      case 5..<8: return [3 + 0.5 * a, 3 + 0.5 * b]
      default: return [4 + 0.3 * a, -5 + 2 * b]
      }
    }
    return Tensor(rows: count, columns: 1, channels: 2, values: values)
  }

  /// L · Lᵀ of a component: the variances and the covariance.
  private static func covariance(_ mixture: LatentMixture, _ component: Int) -> [Float] {
    let l = mixture.factors[4 * component..<4 * component + 4].map { $0 }
    return [l[0] * l[0], l[2] * l[2] + l[3] * l[3], l[0] * l[2]]
  }

  @Test func `what codes were drawn from is found`() throws {
    let mixture = try #require(LatentMixture.fit(to: Self.codes(10_000), components: 3))
    #expect(mixture.weights.count == 3)
    let expected: [(weight: Float, mean: [Float], covariance: [Float])] = [
      (0.5, [-4, 0], [1, 1, 0.8]), (0.3, [3, 3], [0.25, 0.25, 0]), (0.2, [4, -5], [0.09, 4, 0]),
    ]
    for (weight, mean, covariance) in expected {
      let found = try #require(
        (0..<3).first { abs(mixture.weights[$0] - weight) < 0.02 }, "\(mixture.weights)")
      for axis in 0..<2 {
        #expect(abs(mixture.means[2 * found + axis] - mean[axis]) < 0.1, "\(mixture.means)")
      }
      for (own, there) in zip(Self.covariance(mixture, found), covariance) {
        #expect(abs(own - there) < 0.05 + 0.1 * there, "\(own), not \(there)")
      }
      // Nothing above the diagonal.
      #expect(mixture.factors[4 * found + 1] == 0)
    }
  }

  @Test func `the same codes and seed give the same mixture`() throws {
    let codes = Self.codes(2000)
    let mixture = try #require(LatentMixture.fit(to: codes, seed: 3))
    #expect(mixture == LatentMixture.fit(to: codes, seed: 3))
    #expect(mixture.weights.count > 20 && mixture.weights.count <= 50)
    #expect(abs(mixture.weights.reduce(0, +) - 1) < 1e-4)
  }

  @Test(arguments: [1, 2, 19, 100])
  func `few codes, or equal ones, make components of what there is`(count: Int) throws {
    let equal = Tensor(
      rows: count, columns: 1, channels: 3, values: Array(repeating: 7, count: 3 * count))
    for codes in [equal, .normal(rows: count, columns: 1, channels: 3, key: 1)] {
      let mixture = try #require(LatentMixture.fit(to: codes))
      #expect(mixture.weights.count <= max(count / 30, 1))
      #expect((mixture.means + mixture.factors).allSatisfy { $0.isFinite })
    }
    #expect(try #require(LatentMixture.fit(to: equal)).means[0] == 7)
    // More components than there are different codes.
    let many = try #require(LatentMixture.fit(to: equal, components: 8))
    #expect(many.weights == [1])
  }

  @Test func `codes too wide for numbers make none, nor do those of too many numbers`() {
    let wide = Tensor(rows: 2, columns: 1, channels: 1, values: [-3e38, 3e38])
    #expect(LatentMixture.fit(to: wide) == nil)
    #expect(LatentMixture.fit(to: .normal(rows: 2, columns: 1, channels: 600, key: 1)) == nil)
  }

  @Test func `models that are drawn from say where their codes lie`() async throws {
    for kind in [AutoencoderKind.variational, .deep] {
      let settings = AutoencoderSettings(kind, shape: KindTests.blobs.shape, latents: 3)
      let network = try Autoencoder(settings, seed: 9)
      let mixture = LatentMixture.fit(to: network, network.parameters, on: KindTests.data)
      #expect((mixture != nil) == (kind == .variational))
      let file = ModelFile(
        card: ModelFileTests.card(
          TrainingRun(network, plan: TrainingPlan(kind), data: KindTests.data)),
        network: network, parameters: network.parameters,
        scales: .measure(network, network.parameters, on: KindTests.data),
        mixture: mixture)
      let bytes = try file.write()
      #expect(try ModelFile(bytes).mixture == mixture)
      #expect(try ModelFile(bytes).write() == bytes)
      // Archives carry no such thing.
      let decoding = try SafeTensors(SampleModel.decodingFile(of: bytes))
      #expect(!decoding.names.contains { $0.hasPrefix("mixture.") })
    }
  }
}
