import Bytes
import PictureCodec
import Testing

@Suite struct BuiltInDigestTests {
  @Test func `digests on record are those of the files`() {
    for model in BuiltInModel.all {
      #expect(model.recordedDigest.map { $0 == Digest(of: model.file) } ?? true, "\(model.name)")
    }
    #expect(BuiltInModel.all.prefix(3).allSatisfy { $0.recordedDigest != nil })
  }
}
