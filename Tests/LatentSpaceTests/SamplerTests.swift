import Images
import LatentSpace
import Testing

@Suite struct SamplerTests {
  @Test func `a model that does not say what kind it is gives pictures only of its own prior`()
    throws
  {
    #expect(throws: LatentError.notVariational(kind: nil)) {
      try Sampler(modelFile: RampModel.file())
    }
    let sampler = try Sampler(modelFile: RampModel.file(), source: .prior)
    let images = try sampler.images(9, seed: 1)
    #expect(images.count == 9 && images.allSatisfy { $0.width == 8 && $0.height == 8 })
    #expect(try sampler.images(9, seed: 1) == images)
    #expect(try sampler.images(9, seed: 2) != images)
    // Drawn object by object, so that more are these and others.
    #expect(Array(try sampler.images(12, seed: 1).prefix(9)) == images)
  }
}
