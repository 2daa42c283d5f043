import Bytes
import Container
import ReferenceDecoder
import Testing

/// Packed models as the page describes them.
@Suite struct PackedModelTests {
  @Test(arguments: ["packed-model", "embedded-model", "chained-groups"])
  func `a model file is what the page makes of its section`(name: String) throws {
    let archive = try VectorFolder.valid.read("\(name).aez")
    let reader = try ArchiveReader(archive)
    var models = 0
    for part in try RawArchive(archive).parts {
      guard case .section(.model, let payload) = part else { continue }
      let file = try ReferenceModelFile.unpacked(payload.dropFirst(Digest.byteCount))
      let digest = reader.models[models].digest
      #expect(Digest(of: file) == digest)
      #expect(try reader.embeddedModel(digest) == file)
      models += 1
    }
    #expect(models > 0)
  }
}
