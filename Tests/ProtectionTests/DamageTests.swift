import Bytes
import Protection
import Testing

/// What has happened to an encrypted archive is told apart.
@Suite struct DamageTests {
  private static let bytes = Samples.bytes(10_000)

  /// What opening and reading all of a file ends with.
  private func error(_ file: [UInt8]) -> (any Error)? {
    do {
      let source = try Samples.opened(file)
      _ = try source.read(at: 0, count: source.count)
      return nil
    } catch {
      return error
    }
  }

  @Test func `any byte changed is an error, which says where`() throws {
    let file = try Samples.encrypted(Self.bytes)
    for index in file.indices {
      var changed = file
      changed[index] ^= 1 << UInt8(index % 8)
      #expect(try DecryptedSource.isEncrypted(changed))
      let found = error(changed)
      switch index {
      case ..<Samples.header:
        let isTold = [EncryptionError.damagedHeader(offset: 0), .mangledByTextCopy]
          .contains { $0 == found as? EncryptionError }
        #expect(isTold, "byte \(index)")
      case ..<(file.count - Samples.header):
        let range = Samples.range((index - Samples.header) / Samples.chunk)
        #expect(found as? DamagedBytes == DamagedBytes(range), "byte \(index)")
      default:
        let expected = EncryptionError.damagedCopy(offset: file.count - Samples.header)
        #expect(found as? EncryptionError == expected, "byte \(index)")
      }
    }
  }

  @Test func `cut anywhere, a file ends early`() throws {
    let file = try Samples.encrypted(Self.bytes)
    for length in 4..<file.count {
      let cut = Array(file[..<length])
      #expect(try DecryptedSource.isEncrypted(cut))
      #expect(
        error(cut) as? EncryptionError == .endsEarly(at: length), "\(length) bytes")
    }
  }

  @Test(arguments: [1, 87, 88, 89, 4111, 4112, 4200, 10_000])
  func `what is appended is found`(count: Int) throws {
    let file = try Samples.encrypted(Self.bytes)
    for more in [Samples.bytes(count, seed: 3), Array(repeating: 0, count: count)] {
      #expect(
        error(file + more) as? EncryptionError == .appended(offset: file.count, count: count))
    }
  }

  @Test func `chunks swapped, repeated, left out or from another archive are found`() throws {
    let file = try Samples.encrypted(Self.bytes)
    let other = try Samples.encrypted(Self.bytes, salt: 9)
    let chunks = (0..<3).map { Array(file[Samples.range($0)]) }
    let head = Array(file[..<Samples.header])
    func made(_ chunks: [[UInt8]]) -> [UInt8] { head + chunks.joined() + head }
    #expect(error(made(chunks)) == nil)
    for (wrong, place) in [
      ([chunks[1], chunks[0], chunks[2]], 0), ([chunks[0], chunks[0], chunks[2]], 1),
      ([chunks[0], chunks[2]], 1), ([chunks[0], chunks[2], chunks[1]], 2),
      ([chunks[0], Array(other[Samples.range(1)]), chunks[2]], 1),
    ] {
      #expect(error(made(wrong)) as? DamagedBytes == DamagedBytes(Samples.range(place)))
    }
    // The end is there, but what stands before it is not the last chunk.
    let cut = made([chunks[0], chunks[1]])
    #expect(error(cut) as? EncryptionError == .endsEarly(at: cut.count - Samples.header))
  }

  @Test(arguments: [1, 3, 100, 4111])
  func `bytes lost or inserted in the middle are counted`(count: Int) throws {
    let file = try Samples.encrypted(Samples.bytes(18_000))
    let inserted = Array(file[..<5000]) + Samples.bytes(count) + file[5000...]
    #expect(error(inserted) as? EncryptionError == .shifted(by: count))
    let lost = Array(file[..<5000]) + file[(5000 + count)...]
    #expect(error(lost) as? EncryptionError == .shifted(by: -count))
  }

  @Test func `costs that could harm are refused before a key is derived`() throws {
    let file = try Samples.encrypted([1])
    for (place, value) in [(17, 40), (17, 0), (18, 200), (18, 0), (19, 0)] as [(Int, UInt8)] {
      var changed = file
      changed[place] = value
      if place == 17, value == 40 { changed[18] = 16 }
      #expect(throws: EncryptionError.self) { try Samples.opened(withChecksums(changed)) }
      #expect("\(try #require(error(withChecksums(changed))))".contains("does not allow"))
    }
    var unknown = file
    unknown[16] = 2
    #expect(error(withChecksums(unknown)) as? EncryptionError == .unknownDerivation(2))
    var newer = file
    newer[8] = 2
    #expect(
      error(withChecksums(newer)) as? EncryptionError == .unsupportedVersion(major: 2, minor: 0))
  }

  /// Both checksums of the first header made anew.
  private func withChecksums(_ file: [UInt8]) -> [UInt8] {
    var file = file
    for (place, range) in [(12, 0..<12), (84, 16..<84)] {
      var writer = ByteWriter()
      writer.fixed(crc32(file[range]))
      file.replaceSubrange(place..<place + 4, with: writer.bytes)
    }
    return file
  }

  @Test func `a header changed on purpose looks like a wrong passphrase`() throws {
    var file = try Samples.encrypted([1])
    file[10] = 3
    #expect(error(withChecksums(file)) as? EncryptionError == .wrongPassphrase)
  }

  @Test func `to save the rest, damaged chunks are zeros and nothing else is`() throws {
    let file = try Samples.encrypted(Self.bytes)
    for number in 0..<3 {
      var changed = file
      changed[Samples.range(number).lowerBound + 9] ^= 1
      let source = try Samples.opened(changed, isLenient: true)
      // Where the last chunk ends cannot be told without it.
      let all = try source.read(at: 0, count: source.count)
      let place = number * Samples.plain..<(number + 1) * Samples.plain
      #expect(all.count == (number == 2 ? 3 * Samples.plain : Self.bytes.count))
      #expect(all[place].allSatisfy { $0 == 0 })
      #expect(all[..<place.lowerBound] == Self.bytes[..<place.lowerBound])
      if number < 2 { #expect(all[place.upperBound...] == Self.bytes[place.upperBound...]) }
      #expect(source.damage.map(\.range) == [Samples.range(number)])
    }
  }

  @Test func `to save the rest, either header is enough`() throws {
    let file = try Samples.encrypted(Self.bytes)
    for range in [0..<Samples.header, file.count - Samples.header..<file.count] {
      var changed = file
      for index in range { changed[index] = 0xAA }
      let source = try Samples.opened(changed, isLenient: true)
      #expect(try source.read(at: 0, count: source.count) == Self.bytes)
      #expect(source.damage.map(\.range) == [range])
    }
  }

  @Test func `to save the rest, a cut file gives its whole chunks`() throws {
    let file = try Samples.encrypted(Self.bytes)
    for length in stride(from: Samples.header, to: file.count, by: 97) {
      let source = try Samples.opened(Array(file[..<length]), isLenient: true)
      let whole = (length - Samples.header) / Samples.chunk * Samples.plain
      #expect(source.count == min(whole, Self.bytes.count))
      #expect(
        try source.read(at: 0, count: source.count) == Array(Self.bytes[..<source.count]))
      #expect(!source.damage.isEmpty)
    }
  }

  @Test(arguments: [-4111, -100, -1, 1, 100, 4111])
  func `to save the rest, chunks behind lost or inserted bytes are found`(count: Int) throws {
    let bytes = Samples.bytes(18_000)
    let file = try Samples.encrypted(bytes)
    for place in [Samples.header + 10, 5000] {
      let changed =
        count > 0
        ? Array(file[..<place]) + Samples.bytes(count) + file[place...]
        : Array(file[..<place]) + file[(place - count)...]
      let source = try Samples.opened(changed, isLenient: true)
      #expect(source.count == bytes.count)
      let all = try source.read(at: 0, count: source.count)
      // Bytes that are lost may lie in two chunks.
      let hit = Set([place, place - min(count, 0)].map { ($0 - Samples.header) / Samples.chunk })
      for number in 0..<5 where !hit.contains(number) {
        let range = number * Samples.plain..<min((number + 1) * Samples.plain, all.count)
        #expect(all[range] == bytes[range], "chunk \(number)")
      }
    }
  }

  @Test(arguments: [0..<4200, 0..<8312, 0..<30_000, 20_000..<60_000, 5000..<9112, 9000..<17_224])
  func `to save the rest, so they are where several chunks were lost`(lost: Range<Int>) throws {
    let bytes = Samples.bytes(80_000)
    var file = try Samples.encrypted(bytes)
    file.removeSubrange(lost)
    #expect(error(file) != nil)
    let source = try Samples.opened(file, isLenient: true)
    #expect(source.count == bytes.count)
    let all = try source.read(at: 0, count: source.count)
    for number in 0..<20 where !Samples.range(number).overlaps(lost) {
      let range = number * Samples.plain..<min((number + 1) * Samples.plain, all.count)
      #expect(all[range] == bytes[range], "chunk \(number)")
    }
  }
}
