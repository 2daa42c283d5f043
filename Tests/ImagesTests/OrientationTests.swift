import Images
import TestSupport
import Testing

@Suite struct OrientationTests {
  /// The stored pixel that is shown at (x, y), straight from EXIF's words: each value says at which
  /// visual edge the 0th row and the 0th column lie.
  private func stored(
    _ x: Int, _ y: Int, _ orientation: ImageOrientation, width: Int, height: Int
  ) -> (x: Int, y: Int) {
    switch orientation.rawValue {
    case 1: (x, y)  // row 0 top, column 0 left
    case 2: (width - 1 - x, y)  // row 0 top, column 0 right
    case 3: (width - 1 - x, height - 1 - y)  // row 0 bottom, column 0 right
    case 4: (x, height - 1 - y)  // row 0 bottom, column 0 left
    case 5: (y, x)  // row 0 left, column 0 top
    case 6: (y, height - 1 - x)  // row 0 right, column 0 top
    case 7: (width - 1 - y, height - 1 - x)  // row 0 right, column 0 bottom
    default: (width - 1 - y, x)  // row 0 left, column 0 bottom
    }
  }

  private func pixel(_ image: Image, _ x: Int, _ y: Int) -> [UInt8] {
    let start = (y * image.width + x) * image.channels.count
    return Array(image.samples[start..<start + image.channels.count])
  }

  @Test(arguments: ImageOrientation.allCases, Image.Channels.allCases)
  func `pixels go where EXIF shows them`(
    orientation: ImageOrientation, channels: Image.Channels
  ) {
    for size in Size.odd {
      let image = Image.noise(size, channels)
      let shown = image.upright(orientation)
      let (width, height) =
        orientation.swapsSides ? (size.height, size.width) : (size.width, size.height)
      #expect((shown.width, shown.height) == (width, height))
      for y in 0..<height {
        for x in 0..<width {
          let from = stored(x, y, orientation, width: size.width, height: size.height)
          #expect(pixel(shown, x, y) == pixel(image, from.x, from.y))
        }
      }
    }
  }

  @Test(arguments: ImageOrientation.allCases)
  func `the inverse takes every orientation back`(orientation: ImageOrientation) {
    for size in Size.odd {
      let image = Image.noise(size, .rgb)
      #expect(image.upright(orientation).upright(orientation.inverse) == image)
      #expect(orientation.inverse.inverse == orientation)
    }
  }

  // MARK: EXIF

  /// A TIFF file whose first directory has a few fields, the orientation among them.
  private func exif(
    _ orientation: UInt16, littleEndian: Bool, type: UInt16 = 3, count: UInt32 = 1
  ) -> [UInt8] {
    func number(_ value: some FixedWidthInteger) -> [UInt8] {
      let size = value.bitWidth / 8
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
      return littleEndian ? bytes : bytes.reversed()
    }
    let fields: [(UInt16, UInt16, UInt32, [UInt8])] = [
      (0x010F, 2, 4, Array("abc\0".utf8)), (0x0112, type, count, number(orientation) + [0, 0]),
      (0x011A, 5, 1, number(UInt32(62))),
    ]
    var bytes = Array((littleEndian ? "II" : "MM").utf8) + number(UInt16(42)) + number(UInt32(16))
    bytes += Array(repeating: 0xAA, count: 8) + number(UInt16(fields.count))
    for (tag, type, count, value) in fields {
      bytes += number(tag) + number(type) + number(count) + value
    }
    return bytes + number(UInt32(0)) + number(UInt32(72)) + number(UInt32(1))
  }

  private func metadata(_ format: ImageFormat, _ exif: [UInt8]) throws -> ImageMetadata {
    let pieces: [ImageMetadata.Piece] =
      switch format {
      case .png:
        [.init(tag: Array("sRGB".utf8), data: [0]), .init(tag: Array("eXIf".utf8), data: exif)]
      case .jpeg:
        [
          .init(tag: [0xE1], data: Array("http://ns.adobe.com/xap/1.0/\0".utf8)),
          .init(tag: [0xE1], data: Array("Exif\0\0".utf8) + exif),
        ]
      }
    return try ImageMetadata(format: format, pieces: pieces)
  }

  @Test(arguments: ImageFormat.allCases, ImageOrientation.allCases)
  func `EXIF states the orientation in both byte orders`(
    format: ImageFormat, orientation: ImageOrientation
  ) throws {
    for littleEndian in [false, true] {
      let exif = exif(UInt16(orientation.rawValue), littleEndian: littleEndian)
      let metadata = try metadata(format, exif)
      #expect(metadata.orientation == orientation)
      for other in ImageOrientation.allCases {
        let changed = metadata.oriented(other)
        #expect(changed.orientation == other)
        #expect(changed.oriented(orientation) == metadata)
      }
      let picture = Picture(image: .noise(Size(width: 5, height: 3), .rgb), metadata: metadata)
      #expect(picture.upright.image == picture.image.upright(orientation))
      #expect(picture.upright.metadata.orientation == .topLeft)
    }
  }

  @Test func `what is no orientation counts as top left, and is left as it is`() throws {
    for littleEndian in [false, true] {
      for exif in [
        exif(6, littleEndian: littleEndian, type: 4), exif(6, littleEndian: littleEndian, count: 2),
        [],
      ] {
        let metadata = try metadata(.png, exif)
        #expect(metadata.orientation == .topLeft)
        #expect(metadata.oriented(.leftTop) == metadata)
      }
      for value: UInt16 in [0, 9, 255, 256, 0x0600, 0xFFFF] {
        let metadata = try metadata(.jpeg, exif(value, littleEndian: littleEndian))
        #expect(metadata.orientation == .topLeft)
      }
    }
    #expect(ImageMetadata(format: .jpeg).orientation == .topLeft)
  }

  @Test(arguments: ImageFormat.allCases)
  func `changed or cut EXIF data are read without a trap`(format: ImageFormat) throws {
    var random = SplitMix64(seed: 5)
    for littleEndian in [false, true] {
      let exif = exif(6, littleEndian: littleEndian)
      for count in exif.indices {
        let cut = try metadata(format, Array(exif.prefix(count)))
        // The field is read as soon as the first two bytes of its value are there.
        #expect(cut.orientation == (count < 40 ? .topLeft : .rightTop))
      }
      for _ in 0..<3000 {
        var changed = exif
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          changed[Int.random(in: 0..<exif.count, using: &random)] = UInt8.random(
            in: 0...255, using: &random)
        }
        let metadata = try metadata(format, changed)
        #expect(metadata.oriented(metadata.orientation).orientation == metadata.orientation)
      }
    }
  }
}
