import Bytes
import Images
import Testing

@Suite struct ImageMetadataTests {
  @Test func `its bytes are those of the documented layout`() throws {
    let png = try ImageMetadata(
      format: .png,
      pieces: [
        .init(tag: Array("tEXt".utf8), data: Array(repeating: 7, count: 200)),
        .init(tag: Array("sRGB".utf8), data: [0]),
      ])
    let expected: [UInt8] =
      [1, 2] + Array("tEXt".utf8) + [0xC8, 0x01] + Array(repeating: 7, count: 200)
      + Array("sRGB".utf8) + [1, 0]
    #expect(bytes(png) == expected)
    let jpeg = try ImageMetadata(format: .jpeg, pieces: [.init(tag: [0xFE], data: [1, 2, 3])])
    #expect(bytes(jpeg) == [2, 1, 0xFE, 3, 1, 2, 3])
    #expect(bytes(ImageMetadata(format: .jpeg)) == [2, 0])
  }

  @Test func `it reads what it wrote and no further`() throws {
    let metadata = try ImageMetadata(
      format: .jpeg,
      pieces: [
        .init(tag: [0xE1], data: [1]), .init(tag: [0xE0], data: []), .init(tag: [0xE1], data: [1]),
      ])
    var reader = ByteReader(bytes(metadata) + [99])
    #expect(try ImageMetadata(parsing: &reader) == metadata)
    #expect(reader.remaining == 1)
  }

  @Test(
    arguments: [
      [], [0, 0], [3, 0], [1], [2, 1], [2, 1, 0xE1, 2, 0], [2, 0xFF, 0xFF, 0x7F],
      [2, 1, 0xDA, 1, 0], [2, 2, 0xDA, 0, 0xDA, 0], [2, 1, 0xDB, 0], [2, 1, 0xD9, 0],
      [2, 1, 0xE1, 0xFE, 0xFF, 0xFF, 0xFF, 0x7F],
      [2, 1, 0xEE, 12] + Array("Adobe1234567".utf8), [1, 1] + Array("IHDR".utf8) + [1, 0],
      [1, 1] + Array("tRNS".utf8) + [0], [1, 1] + Array("a\0bc".utf8) + [0],
      [2, 1, 0xE1, 0xFE, 0xFF, 0x03] + Array(repeating: 0, count: 65534),
    ] as [[UInt8]])
  func `anything else is refused`(bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    #expect(throws: ImageError.self) { try ImageMetadata(parsing: &reader) }
  }

  @Test func `pieces that would change the picture are refused`() {
    #expect(throws: ImageError.self) {
      try ImageMetadata(format: .png, pieces: [.init(tag: [0xE1], data: [])])
    }
    #expect(throws: ImageError.self) {
      try ImageMetadata(format: .jpeg, pieces: [.init(tag: Array("tEXt".utf8), data: [])])
    }
    let many = Array(repeating: ImageMetadata.Piece(tag: [0xFE], data: []), count: 65537)
    #expect(throws: ImageError.self) { try ImageMetadata(format: .jpeg, pieces: many) }
  }

  private func bytes(_ metadata: ImageMetadata) -> [UInt8] {
    var writer = ByteWriter()
    metadata.write(to: &writer)
    return writer.bytes
  }
}
