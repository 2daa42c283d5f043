import Bytes
import Protection
import Testing

@Suite struct EncryptionTests {
  @Test(arguments: [0, 1, 4095, 4096, 4097, 8192, 20_000])
  func `what is encrypted comes back, from any place and in any length`(count: Int) throws {
    let bytes = Samples.bytes(count)
    let file = try Samples.encrypted(bytes)
    #expect(file.count == 2 * Samples.header + (count / Samples.plain + 1) * Samples.chunk)
    let source = try Samples.opened(file)
    #expect(source.count == count)
    #expect(try source.read(at: 0, count: count) == bytes)
    for offset in stride(from: 0, through: count, by: 611) {
      for length in [0, 1, 24, 4096, 9000] where offset + length <= count {
        #expect(
          try source.read(at: offset, count: length) == Array(bytes[offset..<offset + length]))
      }
    }
    for (offset, length) in [(count, 1), (0, count + 1), (-1, 1), (0, -1), (.max, 1)] {
      #expect(throws: BytesError.self) { try source.read(at: offset, count: length) }
    }
  }

  @Test(arguments: [1, 100, 4095, 4096, 4097, 10_000])
  func `in which parts bytes are appended changes nothing`(step: Int) throws {
    let bytes = Samples.bytes(20_000)
    #expect(try Samples.encrypted(bytes, parts: step) == Samples.encrypted(bytes))
  }

  @Test func `with another salt or passphrase nothing but the length is the same`() throws {
    let bytes = Samples.bytes(5000)
    let file = try Samples.encrypted(bytes)
    for other in [try Samples.encrypted(bytes, salt: 8), try Samples.encrypted(bytes, "secret2")] {
      #expect(other.count == file.count)
      let body = Samples.header..<file.count - Samples.header
      #expect(zip(file[body], other[body]).count { $0 == $1 } < file.count / 64)
    }
  }

  @Test func `salts are drawn anew`() throws {
    let passphrase = try Passphrase("secret")
    let files = try (0..<2).map { _ in
      var sink = try EncryptingSink.begin(
        into: [UInt8](), passphrase: passphrase, cost: Samples.cheap)
      return try sink.finish()
    }
    #expect(files[0][20..<52] != files[1][20..<52])
    for file in files { #expect(try Samples.opened(file).count == 0) }
  }

  @Test func `a wrong passphrase is told as such, and an empty one is none`() throws {
    let file = try Samples.encrypted(Samples.bytes(100))
    for wrong in ["Secret", "secret ", " secret", "secret\n", "s"] {
      #expect(throws: EncryptionError.wrongPassphrase) { try Samples.opened(file, wrong) }
      #expect(throws: EncryptionError.wrongPassphrase) {
        try Samples.opened(file, wrong, isLenient: true)
      }
    }
    #expect(throws: EncryptionError.emptyPassphrase) { try Samples.opened(file, "") }
  }

  @Test func `however an accent was typed it is the same passphrase`() throws {
    let file = try Samples.encrypted([1, 2, 3], "caf\u{E9} \u{1F512}")
    let source = try Samples.opened(file, "cafe\u{301} \u{1F512}")
    #expect(try source.read(at: 0, count: 3) == [1, 2, 3])
  }

  @Test func `nothing of a passphrase is printed`() throws {
    let passphrase = try Passphrase("secret")
    var dumped = ""
    dump(passphrase, to: &dumped)
    #expect(!"\(passphrase) \(String(reflecting: passphrase)) \(dumped)".contains("115"))
    #expect(!"\(passphrase)\(dumped)".contains("secret"))
  }

  @Test func `several threads read at once`() async throws {
    let bytes = Samples.bytes(40_000)
    let source = try Samples.opened(try Samples.encrypted(bytes))
    await withTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          stride(from: task * 100, to: 35_000, by: 997).allSatisfy {
            (try? source.read(at: $0, count: 4500)) == Array(bytes[$0..<$0 + 4500])
          }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }
}
