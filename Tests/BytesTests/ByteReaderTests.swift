import Bytes
import Testing

@Suite struct ByteReaderTests {
  @Test(arguments: [0, 1, 127, 128, 300, 1 << 32, UInt64.max])
  func `varints come back and stay in bounds`(value: UInt64) throws {
    var writer = ByteWriter()
    writer.varint(value)
    var reader = ByteReader(writer.bytes)
    #expect(try reader.varint() == value)
    try reader.expectEnd()
    if value > 0 {
      var strict = ByteReader(writer.bytes)
      #expect(throws: BytesError.outOfBounds(offset: 0, value: value, limit: value - 1)) {
        try strict.varint(atMost: value - 1)
      }
    }
  }

  @Test(arguments: [0, -1, 1, Int64.min, Int64.max, -123_456_789])
  func `signed varints come back`(value: Int64) throws {
    var writer = ByteWriter()
    writer.signedVarint(value)
    var reader = ByteReader(writer.bytes)
    #expect(try reader.signedVarint() == value)
  }

  @Test func `numbers are little-endian`() throws {
    var writer = ByteWriter()
    writer.fixed(UInt32(0x0102_0304))
    writer.fixed(UInt8(5))
    #expect(writer.bytes == [4, 3, 2, 1, 5])
    var reader = ByteReader(writer.bytes)
    #expect(try reader.fixed(UInt32.self) == 0x0102_0304)
    #expect(try reader.fixed(UInt8.self) == 5)
  }

  @Test(arguments: [[0x80, 0x00], Array(repeating: 0xFF, count: 10), [0x80] as [UInt8]])
  func `a varint that is padded, too long or cut off is refused`(bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    #expect(throws: BytesError.self) { try reader.varint() }
  }

  @Test func `reading past the end says where and how much was missing`() {
    var reader = ByteReader([1, 2, 3])
    #expect(throws: BytesError.truncated(offset: 0, needed: 4, available: 3)) {
      try reader.fixed(UInt32.self)
    }
  }
}

@Suite struct DigestTests {
  @Test(arguments: [0, 1, 1000, 1 << 20, 3 << 20 + 17])
  func `a digest of pieces is that of the whole`(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
    var asked: [Int] = []
    let digest = try Digest.compute(ofFirst: count) { offset, count in
      asked.append(count)
      return try bytes.read(at: offset, count: count)
    }
    #expect(digest == Digest(of: bytes))
    #expect(asked.reduce(0, +) == count && asked.allSatisfy { $0 <= 1 << 20 })
    let failing = { (_: Int, _: Int) throws(BytesError) -> [UInt8] in
      throw .truncated(offset: 0, needed: 1, available: 0)
    }
    if count > 0 {
      #expect(throws: BytesError.self) { try Digest.compute(ofFirst: count, read: failing) }
    }
  }

  @Test func `SHA-256 of abc is the standard's`() {
    #expect(
      Digest(of: Array("abc".utf8)).description
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test func `CRC-32 of 123456789 is the catalogue's check value`() {
    #expect(crc32(Array("123456789".utf8)[...]) == 0xCBF4_3926)
    #expect(crc32(Array("1234".utf8)[...], Array("56789".utf8)[...]) == 0xCBF4_3926)
    let start = crc32(continuing: 0, with: Array("1234".utf8)[...])
    #expect(crc32(continuing: start, with: Array("56789".utf8)[...]) == 0xCBF4_3926)
  }
}
