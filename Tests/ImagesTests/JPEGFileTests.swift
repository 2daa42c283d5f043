import Foundation
import Images
import Testing

@Suite struct JPEGFileTests {
  @Test(arguments: [Image.Channels.grey, .rgb], Size.odd)
  func `what is written is nearly what is read`(channels: Image.Channels, size: Size) throws {
    let image = Image.gradient(size, channels)
    let picture = try ImageFile.read(ImageFile.write(Picture(image: image, format: .jpeg)))
    #expect(picture.image.channels == channels)
    #expect(picture.metadata.pieces.map(\.mark) == [.coding])
    #expect(psnr(picture.image, image) > 47)
  }

  @Test func `both processes decode alike, and one scan is smaller of small pictures`() throws {
    let image = Image.gradient(Size(width: 28, height: 28), .grey)
    let files = try JPEGProcess.allCases.map {
      try ImageFile.jpeg(image, quality: 50, subsampling: .s444, process: $0)
    }
    #expect(files[0].count < files[1].count)
    #expect(try ImageFile.read(files[0]).image == ImageFile.read(files[1]).image)
    // The standard's own tables alone take 208 bytes.
    #expect(files[0].count < 300)
  }

  @Test func `a file of hundreds of scans is refused before they are decoded`() throws {
    let image = Image.gradient(Size(width: 40, height: 30), .grey)
    let file = try ImageFile.jpeg(
      image, quality: 50, subsampling: .s444, process: .sequential)
    let scan = try #require(
      file.indices.dropLast().first { file[$0] == 0xFF && file[$0 + 1] == 0xDA })
    func repeated(_ count: Int) -> [UInt8] {
      let scans = (0..<count).flatMap { _ in file[scan..<file.count - 2] }
      return file[..<scan] + scans + file.suffix(2)
    }
    #expect(try InputPicture(repeated(200)).shape == image.shape)
    #expect(throws: ImageError.unsupported("more than 256 scans")) {
      try InputPicture(repeated(257))
    }
  }

  @Test func `what outlasts coding is kept, byte for byte and in order`() throws {
    let kept = [
      piece(0xE0, "JFIF\0\u{1}\u{1}\u{1}\0H\0H\0\0"), piece(0xE1, "Exif\0\0MM"),
      piece(0xE1, "http://ns.adobe.com/xap/1.0/\0<x/>"), piece(0xE2, "ICC_PROFILE\0\u{1}\u{1}?"),
      piece(0xE0, "JFXX\0\u{10}"), piece(0xE2, "MPF\0II*\0"), piece(0xED, "Photoshop 3.0\0"),
      piece(0xEB, "anything"), piece(0xFE, ""),
      ImageMetadata.Piece(tag: [0xEF], data: Array(repeating: 0xFF, count: 65533)),
    ]
    let picture = Picture(
      image: .gradient(Size(width: 40, height: 30), .rgb),
      metadata: try ImageMetadata(format: .jpeg, pieces: kept))
    let file = try ImageFile.write(picture)
    let read = try ImageFile.read(file).metadata
    #expect(Array(read.pieces.dropFirst()) == picture.metadata.pieces)
    #expect(read.originalCoding == OriginalCoding(quality: 99).with(.typical))

    let dropped = segment(piece(0xEE, "Adobe\0d\0\0\0\0\u{1}"))
    let more = file.prefix(2) + dropped + file.dropFirst(2)
    #expect(try ImageFile.read(Array(more)) == ImageFile.read(file))
  }

  @Test func `Adobe's untransformed colours are read as they are`() throws {
    let grey = Picture(
      image: try .solid(Size(width: 9, height: 9), [77, 77, 77]), format: .jpeg)
    let file = try ImageFile.write(grey)
    let adobe = segment(piece(0xEE, "Adobe\0d\0\0\0\0\0"))
    let picture = try ImageFile.read(file.prefix(2) + adobe + file.dropFirst(2))
    // Y′ = 77, Cb = Cr = 128, taken for red, green and blue.
    #expect(picture.image == (try .solid(Size(width: 9, height: 9), [77, 128, 128])))
  }

  @Test func `restart markers do not end the image`() throws {
    let file = [UInt8](try #require(Data(base64Encoded: Self.restarting)))
    let image = try ImageFile.read(file).image
    let original = (0..<16).flatMap { y in (0..<24).map { x in UInt8(9 * x + 2 * y) } }
    #expect(psnr(image, Image(width: 24, height: 16, channels: .grey, samples: original)) > 35)
  }

  @Test func `a large picture of one colour is no bomb`() throws {
    let image = try Image.solid(Size(width: 4000, height: 3000), [255, 255, 255])
    let file = try ImageFile.write(Picture(image: image, format: .jpeg))
    #expect(try ImageFile.read(file).image == image)
  }

  @Test func `alpha and long sides are not for JPEG`() {
    let clear = Picture(image: .noise(Size(width: 2, height: 2), .rgba), format: .jpeg)
    #expect(throws: ImageError.cannotWrite("JPEG holds no alpha")) {
      try ImageFile.write(clear)
    }
    let long = Picture(image: .noise(Size(width: 65_501, height: 1), .grey), format: .jpeg)
    #expect(throws: ImageError.self) { try ImageFile.write(long) }
  }

  /// Baseline, 24 × 16 grey pixels, value 9x + 2y, six blocks with a restart after each.
  private static let restarting = """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4p
    LSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//wAALCAAQABgBAREA/8QAHwAAAQUBAQEB
    AQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1Fh
    ByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZ
    WmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXG
    x8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/90ABAAB/9oACAEBAAA/AOI02PpX/9Cp
    psfSv//R6LTY+lf/0uS02PpX/9NNNj6V/9Tq9Nj6V//Z
    """.filter { !$0.isWhitespace }
}

@Suite struct JPEGRefusalTests {
  /// Sequential, in colour, no segments but those of the coding.
  let sound: [UInt8]
  /// Where its frame header begins: FF C0, length, precision, height, width, components.
  let frame: Int

  init() throws {
    let image = Image.noise(Size(width: 40, height: 40), .rgb)
    let file = try ImageFile.write(Picture(image: image, format: .jpeg))
    let found = file.indices.dropLast().first { file[$0] == 0xFF && file[$0 + 1] == 0xC0 }
    sound = file
    frame = try #require(found)
  }

  @Test(arguments: [
    (1, 0xC3, "JPEG process 3"), (1, 0xC9, "JPEG process 9"), (4, 12, "12-bit samples"),
    (6, 0, "a height defined after the scan (DNL)"),
  ])
  func `processes, depths and heights that are not read`(
    offset: Int, value: UInt8, reason: String
  ) {
    #expect(throws: ImageError.unsupported(reason)) {
      try ImageFile.read(patched([offset: value]))
    }
  }

  @Test func `four components`() {
    var file = patched([3: 20, 9: 4])
    file.insert(contentsOf: [4, 0x11, 0], at: frame + 19)
    #expect(throws: ImageError.unsupported("4 components, as in CMYK")) {
      try ImageFile.read(file)
    }
  }

  @Test func `sizes past the limits and more pixels than the data can hold`() {
    #expect(
      throws: ImageError.tooLarge(
        width: 65535, height: 65535, sideLimit: 65500, pixelLimit: 1 << 29)
    ) {
      try ImageFile.read(patched([5: 255, 6: 255, 7: 255, 8: 255]))
    }
    #expect(
      throws: ImageError.damaged(
        reason: "\(sound.count) bytes cannot hold 20520 × 20520 pixels", offset: nil)
    ) {
      try ImageFile.read(patched([5: 80, 6: 40, 7: 80, 8: 40]))
    }
  }

  @Test func `anything but zeros after the end`() {
    #expect(throws: Never.self) { try ImageFile.read(sound + Array(repeating: 0, count: 99)) }
    #expect(throws: ImageError.unsupported("other data after the image")) {
      try ImageFile.read(sound + sound)
    }
  }

  @Test func `every truncation, with or without an end marker`() {
    for count in 3..<sound.count - 2 {
      #expect(throws: ImageError.self) { try ImageFile.read(Array(sound.prefix(count))) }
    }
    for count in stride(from: 600, to: sound.count - 40, by: 97) {
      #expect(throws: ImageError.self) {
        try ImageFile.read(Array(sound.prefix(count)) + [0xFF, 0xD9])
      }
    }
  }

  @Test func `segments that cannot be`() {
    expectDamage([0xFF, 0xD8, 0xFF], at: 2)
    expectDamage([0xFF, 0xD8, 0xFF, 0xD9], at: 4)
    expectDamage([0xFF, 0xD8, 0xFF, 0xE1, 0, 1, 0], at: 4)
    expectDamage([0xFF, 0xD8, 0xFF, 0xE1, 0, 9, 0], at: 4)
    expectDamage([0xFF, 0xD8, 0xFF, 0xD8, 0xFF, 0xD9], at: 2)
    expectDamage([0xFF, 0xD8, 0xFF, 0xFE, 0, 2, 7], at: 6)
  }

  /// The sound file with bytes of its frame header changed.
  private func patched(_ values: [Int: UInt8]) -> [UInt8] {
    var file = sound
    for (offset, value) in values { file[frame + offset] = value }
    return file
  }
}

private func piece(_ marker: UInt8, _ text: String) -> ImageMetadata.Piece {
  ImageMetadata.Piece(tag: [marker], data: Array(text.utf8))
}

private func segment(_ piece: ImageMetadata.Piece) -> [UInt8] {
  let length = piece.data.count + 2
  return [0xFF, piece.tag[0], UInt8(length >> 8), UInt8(length & 0xFF)] + piece.data
}
