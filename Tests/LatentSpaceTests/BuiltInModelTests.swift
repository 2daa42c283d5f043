import Images
import LatentSpace
import Networks
import Testing
import Training

@Suite struct BuiltInModelTests {
  @Test(arguments: [("digits", 28), ("digits-smooth", 28), ("faces", 64)])
  func `models of digits and faces encode, decode and tell what they are`(
    name: String, side: Int
  ) throws {
    let model = try #require(BuiltInModel.named(name))
    let network = try ObjectModel(file: model.file)
    #expect(network.shape == ObjectShape(height: side, width: side, channels: 1))
    #expect(network.canEncode && network.isOfPictures)
    let card = try ModelFile(model.file).card
    #expect(card.figures != nil && card.data.trained > 7000)
  }

  @Test func `none of them is taken for a codec`() {
    let helpers = Set(BuiltInModel.helpers.map(\.name))
    #expect(helpers == ["noise", "digits", "digits-smooth", "faces"])
    #expect(helpers.isDisjoint(with: BuiltInModel.all.map(\.name)))
    #expect(BuiltInModel.named("nothing") == nil)
  }
}
