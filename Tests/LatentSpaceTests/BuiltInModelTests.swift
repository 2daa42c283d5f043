import Images
import LatentSpace
import Networks
import PictureCodec
import Testing
import Training

@Suite struct BuiltInModelTests {
  @Test(arguments: [("digits", 28), ("digits-smooth", 28), ("faces", 64)])
  func `models of digits and faces encode, decode and have a card`(
    name: String, side: Int
  ) throws {
    let model = try #require(DemoModels.named(name))
    let network = try SampleModel(file: model.file)
    #expect(network.shape == SampleShape(height: side, width: side, channels: 1))
    #expect(network.canEncode && network.isOfPictures)
    let card = try ModelFile(model.file).card
    #expect(card.figures != nil && card.data.trained > 7000)
  }

  @Test(arguments: ["digits", "digits-smooth"])
  func `variational models have a mixture near the standard normal distribution`(
    name: String
  ) throws {
    let file = try #require(DemoModels.named(name)).file
    #expect(try Sampler(modelFile: file).source == .mixture)
    let mixture = try #require(try ModelFile(file).mixture)
    #expect(mixture.weights.count == 50)
    for latent in 0..<mixture.latents {
      let mean = mixture.weights.indices.reduce(Float(0)) { sum, component in
        sum + mixture.weights[component] * mixture.means[component * mixture.latents + latent]
      }
      // `digits` was trained on shifted pictures, and its mixture is fitted to unshifted ones.
      #expect(abs(mean) < 0.5)
    }
  }

  @Test func `none of them is taken for a codec`() {
    let helpers = Set(DemoModels.all.map(\.name))
    #expect(helpers == ["noise", "digits", "digits-smooth", "faces"])
    #expect(helpers.isDisjoint(with: BuiltInModel.all.map(\.name)))
    #expect(DemoModels.named("nothing") == nil)
  }
}
