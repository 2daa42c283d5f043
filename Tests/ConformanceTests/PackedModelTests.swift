import Bytes
import Container
import ReferenceDecoder
import Testing

/// The program and the reference decoder agree on packed models.
@Suite struct PackedModelTests {
  @Test(arguments: ["packed-model", "embedded-model", "chained-groups"])
  func `the reference decoder unpacks a model file as the program does`(name: String) throws {
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
