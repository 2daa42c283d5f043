import Aezip
import Bytes
import ReferenceDecoder
import Testing

/// Walks `Formats/vectors/archives/encrypted/` and `encrypted-must-fail/`.
@Suite(.serialized) struct EncryptedVectorTests {
  @Test(.enabled(if: VectorFolder.isUpdating, "UPDATE_VECTORS is not 1"))
  func `missing vectors are made`() async throws {
    for vector in EncryptedVectors.valid {
      let folder = VectorFolder.encrypted
      let archive = try vector.make()
      if folder.lacks("\(vector.name).aez") {
        let file = try EncryptedVectors.encrypted(archive, vector.passphrase, vector.cost)
        try folder.add("\(vector.name).aez", file)
      }
      let digest = Digest(of: archive).description
      let manifest = EncryptedManifest(passphrase: vector.passphrase, archive: digest)
      try folder.add("\(vector.name).json", manifest.json())
    }
    for vector in EncryptedVectors.broken {
      let folder = VectorFolder.encryptedMustFail
      if folder.lacks("\(vector.name).aez") {
        try folder.add("\(vector.name).aez", vector.make())
      }
      guard folder.lacks("\(vector.name).json") else { continue }
      let says = try await complaints(about: vector.name, vector.passphrase)
      try folder.add(
        "\(vector.name).json",
        EncryptedManifest(passphrase: vector.passphrase, says: says).json())
    }
  }

  @Test(arguments: VectorFolder.encrypted.names)
  func `an encrypted archive is decrypted by the reference decoder and by the program`(
    name: String
  ) async throws {
    let file = try VectorFolder.encrypted.read("\(name).aez")
    let manifest = try EncryptedManifest(json: VectorFolder.encrypted.read("\(name).json"))
    let archive = try EncryptedFile.decrypted(file, manifest.passphrase)
    #expect(Digest(of: archive).description == manifest.archive)
    let scratch = try ScratchFolder()
    try scratch.write(file, "a.aez")
    try scratch.write(archive, "b.aez")
    let opened = try Archive(path: scratch.path("a.aez"), passphrase: manifest.passphrase)
    #expect(opened.isEncrypted && opened.byteCount == file.count)
    #expect(try await opened.verify().problems.map(\.message) == [])
    let plain = try Archive(path: scratch.path("b.aez"))
    #expect(!plain.isEncrypted)
    #expect(try opened.entries().map(\.path) == plain.entries().map(\.path))
  }

  @Test(arguments: EncryptedVectors.valid.map(\.name))
  func `the program encrypts an archive to the bytes that the page describes`(name: String) throws {
    let vector = try #require(EncryptedVectors.valid.first { $0.name == name })
    let cost = vector.cost
    let file = try EncryptedFile.encrypted(
      vector.make(), vector.passphrase, salt: EncryptedVectors.salt, logN: Int(cost.rounds),
      r: Int(cost.blockSize), p: Int(cost.lanes))
    #expect(try file == VectorFolder.encrypted.read("\(name).aez"))
    #expect(
      try file == EncryptedVectors.encrypted(vector.make(), vector.passphrase, vector.cost))
  }

  @Test(arguments: VectorFolder.encryptedMustFail.names)
  func `a broken encrypted archive is refused with the pinned message`(name: String) async throws {
    let folder = VectorFolder.encryptedMustFail
    let manifest = try EncryptedManifest(json: folder.read("\(name).json"))
    #expect(try await complaints(about: name, manifest.passphrase) == manifest.says)
    // If the reference decoder decrypts it, the content is no archive.
    let scratch = try ScratchFolder()
    #expect(throws: (any Error).self) {
      let file = try folder.read("\(name).aez")
      try scratch.write(EncryptedFile.decrypted(file, manifest.passphrase), "a.aez")
      _ = try Archive(path: scratch.path("a.aez"))
    }
  }

  /// The messages when an archive is opened or, if that succeeds, when it is verified.
  private func complaints(about name: String, _ passphrase: String) async throws -> String {
    let scratch = try ScratchFolder()
    try scratch.write(VectorFolder.encryptedMustFail.read("\(name).aez"), "a.aez")
    do {
      let archive = try Archive(path: scratch.path("a.aez"), passphrase: passphrase)
      let problems = try await archive.verify().problems
      #expect(!problems.isEmpty && problems.allSatisfy { $0.kind == .badData }, "\(name)")
      return problems.map { "verify: \($0.message)\n" }.joined()
    } catch {
      let isWrong = error as? AezipError == .wrongPassphrase
      #expect(ErrorKind(of: error) == (isWrong ? .misuse : .badData), "\(name)")
      return "open: \(error)\n"
    }
  }

  @Test func `no vector is missing`() {
    #expect(VectorFolder.encrypted.names == EncryptedVectors.valid.map(\.name).sorted())
    #expect(VectorFolder.encryptedMustFail.names == EncryptedVectors.broken.map(\.name).sorted())
  }
}
