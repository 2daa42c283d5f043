import Aezip
import Foundation
import Tables
import Testing

/// Encrypting and signing by the library.
@Suite struct ProtectionTests {
  private static let key = Array(
    """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIFIq4svdOScMLfd4Ch8T29AmBCt3GwyEreELr5LbblUM
    -----END PRIVATE KEY-----
    """.utf8)
  private static let publicKey = Array(
    """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEAiRJi92V4TB1PfmJ5ac1G5Qu7G8cZ7u299XDn3MZrFQ8=
    -----END PUBLIC KEY-----
    """.utf8)

  private func packed(
    _ change: (inout PackOptions) -> Void
  ) async throws -> (TestFolder, PackReport) {
    let folder = try TestFolder()
    try folder.write(Drawn.image(90, 70), "in/a.png")
    let noise = (0..<20_000).map { UInt8(truncatingIfNeeded: ($0 &* $0 &* 7919) >> 7) }
    try folder.write(noise, "in/b.bin")
    var options = PackOptions()
    change(&options)
    let report = try await Packer.pack(
      [folder.path("in")], into: folder.path("a.aez"), options: options)
    return (folder, report)
  }

  @Test func `a passphrase is asked for only if the archive is encrypted`() async throws {
    let (folder, _) = try await packed { _ in }
    var asked = 0
    func ask() -> String? {
      asked += 1
      return "secret"
    }
    #expect(try !Archive(path: folder.path("a.aez"), passphrase: ask()).isEncrypted)
    #expect(asked == 0)
    let (other, report) = try await packed { $0.passphrase = "secret" }
    let archive = try Archive(path: other.path("a.aez"), passphrase: ask())
    #expect(archive.isEncrypted && asked == 1)
    #expect(archive.byteCount == report.archiveBytes)
    #expect(try other.read("a.aez").count == report.archiveBytes)
    #expect(throws: AezipError.needsPassphrase) { try Archive(path: other.path("a.aez")) }
    for (passphrase, error) in [
      ("", AezipError.emptyPassphrase), ("Secret", .wrongPassphrase),
    ] {
      #expect(throws: error) { try Archive(path: other.path("a.aez"), passphrase: passphrase) }
    }
  }

  @Test func `an encrypted archive decodes to what a plain one does`() async throws {
    let (plain, _) = try await packed { _ in }
    let (secret, _) = try await packed { $0.passphrase = "secret" }
    for (folder, jobs) in [(plain, 1), (secret, 3)] {
      var options = UnpackOptions()
      options.jobs = jobs
      let report = try await Archive(path: folder.path("a.aez"), passphrase: "secret")
        .unpack(into: folder.path("out"), options: options)
      #expect(report.problems.isEmpty)
    }
    for name in ["out/in/a.png", "out/in/b.bin"] {
      #expect(try plain.read(name) == secret.read(name))
    }
  }

  @Test func `nothing is packed with an empty passphrase or what is no key`() async throws {
    await #expect(throws: AezipError.emptyPassphrase) {
      _ = try await packed { $0.passphrase = "" }
    }
    for key in [Self.publicKey, []] {
      do {
        _ = try await packed { $0.signingKey = key }
        Issue.record("packed")
      } catch {
        #expect(ErrorKind(of: error) == .misuse)
      }
    }
  }

  @Test func `nothing is unpacked of what is not signed as it must be`() async throws {
    let (folder, _) = try await packed { _ in }
    var options = UnpackOptions()
    options.signer = Self.publicKey
    let archive = try Archive(path: folder.path("a.aez"))
    await #expect(throws: AezipError.notSigned) {
      _ = try await archive.unpack(into: folder.path("out"), options: options)
    }
    #expect(!folder.exists("out"))
    let (signed, _) = try await packed { $0.signingKey = Self.key }
    let report = try await Archive(path: signed.path("a.aez"))
      .unpack(into: signed.path("out"), options: options)
    #expect(report.problems.isEmpty && report.signer?.hasPrefix("ab201183023be35e") == true)
    #expect(try Archive(path: signed.path("a.aez")).claimedSigner == report.signer)
  }

  @Test func `a damaged encrypted archive gives all that is not in the damaged block`() async throws
  {
    let (folder, _) = try await packed {
      $0.passphrase = "secret"
      $0.signingKey = Self.key
    }
    var bytes = try folder.read("a.aez")
    let place = bytes.count - 3 * 4112
    bytes[place] ^= 1
    try folder.write(bytes, "broken.aez")
    let repaired = try Archive.repair(
      folder.path("broken.aez"), into: folder.path("whole.aez"), passphrase: "secret")
    #expect(!repaired.wasIntact && repaired.lostSignature)
    // The folder lies in one block with the file.
    #expect(repaired.lost == ["in", "in/b.bin"].map { Array($0.utf8) })
    #expect(
      repaired.damage.contains {
        $0.length == 4112 && ($0.offset..<$0.offset + $0.length).contains(place)
      })
    let whole = try Archive(path: folder.path("whole.aez"), passphrase: "secret")
    #expect(try await whole.verify().problems.isEmpty)
    #expect(try whole.entries().map(\.path) == [Array("in/a.png".utf8)])
  }
}
