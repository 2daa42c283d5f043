import ExactCodec
import TestSupport
import Testing

/// That rasters are found where files of each format have them.
@Suite struct RasterLayoutTests {
  private static func little(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func big(_ value: Int, _ size: Int) -> [UInt8] { little(value, size).reversed() }

  private static func samples(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 50) }
  }

  private func expect(_ file: [UInt8], _ rasters: RasterLayout...) {
    #expect(RasterLayout.found(in: file) == rasters)
    // A file that is cut short has no such raster.
    #expect(RasterLayout.found(in: Array(file.prefix(file.count / 2))) != rasters)
  }

  // MARK: BMP

  private static func bitmap(
    _ width: Int, _ height: Int, bits: Int, colours: Int = 0, data: Int
  ) -> [UInt8] {
    let offset = 54 + 4 * colours
    var file = Array("BM".utf8) + little(offset + data, 4) + little(0, 4) + little(offset, 4)
    file += little(40, 4) + little(width, 4) + little(height, 4) + little(1, 2) + little(bits, 2)
    file += little(0, 4) + little(data, 4) + little(0, 16) + samples(4 * colours)
    return file + samples(data)
  }

  @Test func `bitmaps of 24 bits have rows of a multiple of four bytes`() {
    expect(
      Self.bitmap(45, 40, bits: 24, data: 136 * 40),
      RasterLayout(offset: 54, width: 45, height: 40, channels: 3, stride: 136))
  }

  @Test func `bitmaps of 8 bits have a palette in front, and rows from the top if they say so`() {
    expect(
      Self.bitmap(48, -40, bits: 8, colours: 256, data: 48 * 40),
      RasterLayout(offset: 54 + 1024, width: 48, height: 40))
  }

  // MARK: Portable maps

  @Test func `portable maps may have comments, 16 bits, and others behind them`() {
    let first = Array("P5 # a comment 7\n40 30\n255\n".utf8)
    let second = Array("P6\n20 30 65535\n".utf8)
    expect(
      first + Self.samples(1200) + second + Self.samples(3600),
      RasterLayout(offset: first.count, width: 40, height: 30, isBigEndian: true),
      RasterLayout(
        offset: first.count + 1200 + second.count, width: 20, height: 30, channels: 3,
        bytesOfSample: 2, isBigEndian: true))
  }

  @Test func `arbitrary maps have alpha`() {
    let header = Array(
      "P7\nWIDTH 40\nHEIGHT 30\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n".utf8)
    expect(
      header + Self.samples(4800),
      RasterLayout(offset: header.count, width: 40, height: 30, channels: 4, isBigEndian: true))
  }

  // MARK: TIFF

  private typealias Field = (tag: Int, type: Int, values: [Int])

  /// A file with a directory behind its samples.
  private static func tiff(_ fields: [Field], data: [UInt8], isBig: Bool) -> [UInt8] {
    func number(_ value: Int, _ size: Int) -> [UInt8] {
      isBig ? big(value, size) : little(value, size)
    }
    var file = Array((isBig ? "MM\0*" : "II*\0").utf8) + number(8 + data.count, 4) + data
    var (directory, values) = (number(fields.count, 2), [UInt8]())
    let start = file.count + 2 + 12 * fields.count + 4
    for field in fields {
      let size = field.type == 3 ? 2 : 4
      let bytes = field.values.flatMap { number($0, size) }
      directory += number(field.tag, 2) + number(field.type, 2) + number(field.values.count, 4)
      if bytes.count <= 4 {
        directory += bytes + [UInt8](repeating: 0, count: 4 - bytes.count)
      } else {
        directory += number(start + values.count, 4)
        values += bytes
      }
    }
    file += directory + number(0, 4) + values
    return file
  }

  @Test(arguments: [false, true]) func `strips that follow each other are one raster`(isBig: Bool) {
    let file = Self.tiff(
      [
        (256, 3, [40]), (257, 3, [30]), (258, 3, [16, 16, 16]), (259, 3, [1]),
        (273, 4, [8, 8 + 2400, 8 + 4800]), (277, 3, [3]), (278, 3, [10]),
      ], data: Self.samples(7200), isBig: isBig)
    expect(
      file,
      RasterLayout(
        offset: 8, width: 40, height: 30, channels: 3, bytesOfSample: 2, isBigEndian: isBig))
  }

  @Test func `tiles are rasters, and so are strips with gaps`() {
    let tiles = Self.tiff(
      [
        (256, 3, [60]), (257, 3, [30]), (258, 3, [8]), (259, 3, [1]), (277, 3, [1]),
        (322, 3, [32]), (323, 3, [32]), (324, 4, [8, 8 + 1024 + 16]),
      ], data: Self.samples(2064), isBig: false)
    expect(
      tiles, RasterLayout(offset: 8, width: 32, height: 32),
      RasterLayout(offset: 8 + 1040, width: 32, height: 32))
    let strips = Self.tiff(
      [
        (256, 3, [60]), (257, 3, [30]), (258, 3, [8]), (259, 3, [1]), (273, 4, [8, 8 + 1210]),
        (278, 3, [20]),
      ], data: Self.samples(1810), isBig: false)
    expect(
      strips, RasterLayout(offset: 8, width: 60, height: 20),
      RasterLayout(offset: 8 + 1210, width: 60, height: 10))
  }

  @Test func `directories in a circle and compressed ones have no rasters`() {
    var file = Self.tiff(
      [(256, 3, [40]), (257, 3, [30]), (258, 3, [8]), (259, 3, [5]), (273, 4, [8])],
      data: Self.samples(1200), isBig: false)
    #expect(RasterLayout.found(in: file) == [])
    file.replaceSubrange(file.count - 4..<file.count, with: Self.little(8 + 1200, 4))
    #expect(RasterLayout.found(in: file) == [])
  }

  // MARK: DICOM

  private static func element(
    _ group: Int, _ number: Int, _ type: String, _ value: [UInt8], isExplicit: Bool = true
  ) -> [UInt8] {
    let tag = little(group, 2) + little(number, 2)
    guard isExplicit else { return tag + little(value.count, 4) + value }
    let isLong = ["OW", "OB", "SQ"].contains(type)
    return tag + Array(type.utf8)
      + (isLong ? little(0, 2) + little(value.count, 4) : little(value.count, 2)) + value
  }

  private static func dicom(isExplicit: Bool) -> (file: [UInt8], offset: Int) {
    let syntax = isExplicit ? "1.2.840.10008.1.2.1\0" : "1.2.840.10008.1.2\0"
    var file = samples(128) + Array("DICM".utf8)
    file += element(2, 0x10, "UI", Array(syntax.utf8))
    func add(_ group: Int, _ number: Int, _ type: String, _ value: [UInt8]) {
      file += element(group, number, type, value, isExplicit: isExplicit)
    }
    add(8, 0x60, "CS", Array("CT".utf8))
    // A sequence without a length, whose item has the tags of the picture in another meaning.
    file += little(8, 2) + little(0x1140, 2) + (isExplicit ? Array("SQ\0\0".utf8) : [])
    file += little(0xFFFF_FFFF, 4)
    file += little(0xFFFE, 2) + little(0xE000, 2) + little(0xFFFF_FFFF, 4)
    add(0x28, 0x10, "US", little(7, 2))
    file += little(0xFFFE, 2) + little(0xE00D, 2) + little(0, 4)
    file += little(0xFFFE, 2) + little(0xE0DD, 2) + little(0, 4)
    add(0x28, 0x02, "US", little(1, 2))
    add(0x28, 0x10, "US", little(30, 2))
    add(0x28, 0x11, "US", little(40, 2))
    add(0x28, 0x100, "US", little(16, 2))
    add(0x28, 0x103, "US", little(1, 2))
    add(0x7FE0, 0x10, "OW", samples(3 * 2400))
    return (file, file.count - 3 * 2400)
  }

  @Test(arguments: [false, true]) func `frames lie below each other`(isExplicit: Bool) {
    let (file, offset) = Self.dicom(isExplicit: isExplicit)
    expect(
      file,
      RasterLayout(offset: offset, width: 40, height: 90, bytesOfSample: 2, isSigned: true))
  }

  // MARK: Arrays and Targa

  private static func array(_ description: String, _ count: Int) -> (file: [UInt8], offset: Int) {
    let header = description + "\n"
    let file = [0x93] + Array("NUMPY".utf8) + [1, 0] + little(header.utf8.count, 2)
    return (file + Array(header.utf8) + samples(count), 10 + header.utf8.count)
  }

  @Test func `arrays have rows, columns, and perhaps colours`() {
    let (colours, first) = Self.array(
      "{'descr': '|u1', 'fortran_order': False, 'shape': (30, 40, 3), }", 3600)
    expect(colours, RasterLayout(offset: first, width: 40, height: 30, channels: 3))
    let (volume, second) = Self.array(
      "{'descr': '>i2', 'fortran_order': False, 'shape': (5, 30, 40), }", 12000)
    expect(
      volume,
      RasterLayout(
        offset: second, width: 40, height: 150, bytesOfSample: 2, isBigEndian: true,
        isSigned: true))
    let (line, _) = Self.array(
      "{'descr': '<u2', 'fortran_order': False, 'shape': (6000,), }", 12000)
    #expect(RasterLayout.found(in: line) == [])
  }

  @Test func `a Targa file ends with its samples or says what it is`() {
    let header: [UInt8] = [3, 0, 2] + Self.little(0, 9) + Self.little(40, 2) + Self.little(30, 2)
    let file = header + [24, 0] + [1, 2, 3] + Self.samples(3600)
    expect(file, RasterLayout(offset: 21, width: 40, height: 30, channels: 3))
    #expect(RasterLayout.found(in: file + [0]) == [])
    let footer = Self.little(0, 8) + Array("TRUEVISION-XFILE.\0".utf8)
    expect(file + footer, RasterLayout(offset: 21, width: 40, height: 30, channels: 3))
  }

  // MARK: Hostile files

  @Test func `whatever is changed in a file, rasters lie within it and apart`() {
    let files = [
      Self.bitmap(45, 40, bits: 24, data: 136 * 40), Self.dicom(isExplicit: true).file,
      Self.dicom(isExplicit: false).file,
      Self.array("{'descr': '<u2', 'fortran_order': False, 'shape': (30, 40), }", 2400).file,
      Array("P6\n20 30 65535\n".utf8) + Self.samples(3600),
      Self.tiff(
        [
          (256, 3, [60]), (257, 3, [30]), (258, 3, [8]), (259, 3, [1]), (273, 4, [8, 8 + 1200]),
          (278, 3, [20]),
        ], data: Self.samples(1800), isBig: true),
    ]
    var random = SplitMix64(seed: 28)
    for file in files {
      for _ in 0..<400 {
        var changed = file
        for _ in 0..<3 {
          // Most changes are to headers, at either end.
          let places = Bool.random(using: &random) ? 0..<min(400, file.count) : file.indices
          let place = places.randomElement(using: &random) ?? 0
          changed[Bool.random(using: &random) ? place : file.count - 1 - place] = [
            0, 1, 255, UInt8.random(in: 0...255, using: &random),
          ].randomElement(using: &random)!
        }
        var end = 0
        for raster in RasterLayout.found(in: changed) {
          #expect(raster.isValid(in: changed.count) && raster.offset >= end)
          end = raster.range.upperBound
        }
      }
    }
  }
}
