import Bytes
import Images
import TestSupport
import Testing

/// Changed, cut and lengthened files are read or refused; nothing else may happen.
@Suite struct FuzzTests {
  @Test func `JPEG files, changed by chance`() throws {
    var generator = SplitMix64(seed: 11)
    for image in [Image.noise(Size(width: 33, height: 17), .rgb), .gradient(Size.odd[3], .grey)] {
      let metadata = try ImageMetadata(
        format: .jpeg,
        pieces: [.init(tag: [0xE0], data: Array("JFIF\0\u{1}\u{1}\0\0\u{1}\0\u{1}\0\0".utf8))])
      let file = try ImageFile.write(Picture(image: image, metadata: metadata))
      for _ in 0..<3000 { readOrRefuse(mutated(file, using: &generator)) }
    }
  }

  @Test func `JPEG headers, changed by chance`() throws {
    var generator = SplitMix64(seed: 12)
    let image = Image.gradient(Size(width: 64, height: 64), .rgb)
    let file = try ImageFile.write(Picture(image: image, format: .jpeg))
    for _ in 0..<3000 {
      readOrRefuse(mutated(Array(file.prefix(200)), using: &generator) + file.dropFirst(200))
    }
  }

  @Test func `PNG files, changed by chance`() throws {
    var generator = SplitMix64(seed: 13)
    var png = TestPNG(.noise(Size(width: 33, height: 17), .rgba))
    png.beforeData = [TestPNG.chunk("tEXt", Array("Title\0none".utf8))]
    for _ in 0..<5000 { readOrRefuse(mutated(png.file, using: &generator)) }
  }

  @Test(arguments: Image.Channels.allCases)
  func `PNG headers and data, changed by chance under sound checksums`(
    channels: Image.Channels
  ) throws {
    var generator = SplitMix64(seed: 14)
    var png = TestPNG(.gradient(Size(width: 33, height: 17), channels), interlaced: true)
    // Coded by libpng, for its stream has more in it to break than stored blocks.
    let picture = Picture(image: .gradient(Size(width: 33, height: 17), channels), format: .png)
    let file = try ImageFile.write(picture)
    let data = Array(file[41..<file.count - 16])
    for round in 0..<2000 {
      png.interlaced = round % 2 == 0
      png.width = Int.random(in: 0...70, using: &generator)
      readOrRefuse(png.file(imageData: mutated(data, using: &generator)))
      readOrRefuse(
        TestPNG.signature + TestPNG.chunk("IHDR", mutated(png.header, using: &generator))
          + file.dropFirst(33))
    }
  }

  @Test func `metadata blocks, changed by chance`() throws {
    var generator = SplitMix64(seed: 15)
    var writer = ByteWriter()
    let pieces = ["tEXt", "iCCP", "eXIf"].map {
      ImageMetadata.Piece(tag: Array($0.utf8), data: Array($0.utf8))
    }
    try ImageMetadata(format: .png, pieces: pieces).write(to: &writer)
    for _ in 0..<5000 {
      var reader = ByteReader(mutated(writer.bytes, using: &generator))
      _ = try? ImageMetadata(parsing: &reader)
    }
  }

  private func readOrRefuse(_ file: [UInt8]) {
    guard let picture = try? ImageFile.read(file) else { return }
    #expect(picture.image.samples.count == picture.image.pixelCount * picture.image.channels.count)
  }

  /// One to four changes: a byte set, a bit flipped, the end cut off, a part doubled or removed.
  private func mutated(_ file: [UInt8], using generator: inout SplitMix64) -> [UInt8] {
    var file = file
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !file.isEmpty {
      let index = Int.random(in: file.indices, using: &generator)
      let end = min(file.count, index + Int.random(in: 1...16, using: &generator))
      switch Int.random(in: 0..<9, using: &generator) {
      case 0..<3: file[index] = UInt8.random(in: 0...255, using: &generator)
      case 3..<6: file[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 6: file.removeLast(Int.random(in: 0..<file.count, using: &generator) / 4)
      case 7: file.insert(contentsOf: file[index..<end], at: index)
      default: file.removeSubrange(index..<end)
      }
    }
    return file
  }
}
