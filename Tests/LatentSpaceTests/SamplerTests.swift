import Images
import LatentSpace
import Networks
import Testing

@Suite struct SamplerTests {
  @Test func `a model of unknown kind is drawn only from its prior`()
    throws
  {
    #expect(throws: LatentError.noLatentDistribution(kind: nil)) {
      try Sampler(modelFile: RampModel.file())
    }
    let sampler = try Sampler(modelFile: RampModel.file(), source: .prior)
    let images = try sampler.images(9, seed: 1)
    #expect(images.count == 9 && images.allSatisfy { $0.width == 8 && $0.height == 8 })
    #expect(try sampler.images(9, seed: 1) == images)
    #expect(try sampler.images(9, seed: 2) != images)
    // A larger count continues a smaller one.
    #expect(Array(try sampler.images(12, seed: 1).prefix(9)) == images)
  }

  @Test func `faces are drawn from their prior whatever the seed`() throws {
    let model = try #require(DemoModels.named("faces"))
    let sampler = try Sampler(modelFile: model.file, source: .prior)
    for seed in UInt64(0)..<8 { #expect(try sampler.images(16, seed: seed).count == 16) }
  }

  @Test func `a model with a mixture is drawn from it`() throws {
    // The light is 0.4, or three times as often 1.2. Ramps to the right vary, ramps down do not.
    let file = try RampModel.file(
      mixture: LatentMixture(
        latents: 3, weights: [1, 0, 3], means: [0.4, 0, 0, 9, 9, 9, 1.2, 0, 0],
        factors: [0, 0, 0, 0, 0.1, 0, 0, 0, 0] + Array(repeating: 9, count: 9)
          + [0, 7, 0, 0, 0.2, 0, 0, 0, 0]))
    let sampler = try Sampler(modelFile: file)
    #expect(sampler.source == .mixture)
    let images = try sampler.images(400, seed: 3)
    #expect(try sampler.images(9, seed: 3) == Array(images.prefix(9)))
    #expect(try sampler.images(9, seed: 4) != Array(images.prefix(9)))
    let lights = images.map { image in
      image.samples.reduce(0.0) { $0 + Double($1) } / Double(image.samples.count) / 255
    }
    #expect(lights.allSatisfy { abs($0 - 0.2) < 0.01 || abs($0 - 0.6) < 0.01 })
    #expect((270...330).contains(lights.count { $0 > 0.4 }))
    #expect(images.allSatisfy { $0.samples[0] == $0.samples[56] })
    // The file does not state that its latents are standard normal.
    #expect(throws: LatentError.noLatentDistribution(kind: nil)) {
      try Sampler(modelFile: file, source: .normal)
    }
    #expect(throws: LatentError.noLatentDistribution(kind: nil)) {
      try Sampler(modelFile: RampModel.file(), source: .mixture)
    }
  }
}
