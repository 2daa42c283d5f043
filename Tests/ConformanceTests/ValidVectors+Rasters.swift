import Bytes
import Container
import ExactCodec
import Images

extension ValidVectors {
  /// Files with rasters: every coding; samples of one and of two bytes, in both orders, signed,
  /// with and without gaps among their values; one to four of a pixel; padding; several sheets,
  /// rasters and stripes.
  static func rasters() throws -> [UInt8] {
    var raw = RawArchive(models: [])
    raw.version = .blocks
    let sea = try VectorPictures.crop("holiday/sea.png", 45, 32)
    let grey = try VectorPictures.crop("forest/bark.png", 48, 40, .grey)
    let (deep, drawn) = (RasterFiles.deep(grey), RasterFiles.drawn(48, 40))
    raw.parts = [
      .block(
        RawBlock([
          try rasterRow("colour.ppm", RasterFiles.map(sea)),
          try rasterRow("large.ppm", RasterFiles.map(sea), effort: 6),
          try rasterRow("largest.ppm", RasterFiles.map(sea), effort: 9),
          try rasterRow("padded.bmp", RasterFiles.bitmap(sea)),
          try rasterRow("alpha.pam", RasterFiles.map(sea, copies: 4)),
          try rasterRow("two.pam", RasterFiles.map(grey, copies: 2), effort: 6),
          try rasterRow("drawn.pgm", drawn),
          try rasterRow("deep.pgm", deep, effort: 9),
          try rasterRow("signed.npy", RasterFiles.array(grey)),
          try rasterRow("stripes.pgm", RasterFiles.map(grey), stripeSamples: 48 * 9),
          try rasterRow("sheets.pgm", RasterFiles.map(grey) + RasterFiles.map(grey) + deep),
        ]))
    ]
    return try raw.bytes()
  }

  static func rasterRow(
    _ path: String, _ file: [UInt8], effort: Int = 3, stripeSamples: Int = 1 << 22
  ) throws -> RawBlock.Row {
    let coder = RasterFileCoder(effort: effort, threads: 1, stripeSamples: stripeSamples)
    guard case .body(let body) = coder.encode(file, RasterLayout.found(in: file)) else {
      throw NotTaken(path: path)
    }
    return recodedRow(path, .raster, file, body)
  }
}

/// Files that hold samples as they are.
enum RasterFiles {
  /// A portable map, each sample of which stands `copies` times if these are not 1.
  static func map(_ image: Image, copies: Int = 1) -> [UInt8] {
    let depth = copies == 1 ? image.channels.count : copies
    let type = ["P5", "", "P6"][image.channels.count - 1]
    let header =
      copies == 1
      ? "\(type)\n\(image.width) \(image.height)\n255\n"
      : """
      P7
      WIDTH \(image.width)
      HEIGHT \(image.height)
      DEPTH \(depth)
      MAXVAL 255
      ENDHDR

      """
    guard copies > 1 else { return Array(header.utf8) + image.samples }
    let pixels = stride(from: 0, to: image.samples.count, by: image.channels.count)
    return Array(header.utf8)
      + pixels.flatMap { first in
        (0..<copies).map { image.samples[first + $0 % image.channels.count] &+ UInt8($0) }
      }
  }

  /// A map of two bytes a sample, most of whose values do not occur.
  static func deep(_ image: Image) -> [UInt8] {
    Array("P5\n\(image.width) \(image.height)\n65535\n".utf8)
      + image.samples.flatMap { [$0, 16 * ($0 % 16)] }
  }

  /// An array of signed integers of two bytes.
  static func array(_ image: Image) -> [UInt8] {
    var header =
      "{'descr': '<i2', 'fortran_order': False, 'shape': (\(image.height), \(image.width)), }"
    header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)
      + image.samples.flatMap { sample in
        let value = 9 * Int(sample) - 1000
        return [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
      }
  }

  /// A bitmap of 24 bits, whose rows end with padding.
  static func bitmap(_ image: Image) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let line = (3 * image.width + 3) / 4 * 4
    let size = 54 + line * image.height
    var file = Array("BM".utf8) + little(size, 4) + little(0, 4) + little(54, 4) + little(40, 4)
    file += little(image.width, 4) + little(image.height, 4) + little(1, 2) + little(24, 2)
    file += little(0, 4) + little(line * image.height, 4) + little(2835, 4) + little(2835, 4)
    file += little(0, 8)
    for row in 0..<image.height {
      file += image.samples[row * 3 * image.width..<(row + 1) * 3 * image.width]
      file += [UInt8](repeating: 0, count: line - 3 * image.width)
    }
    return file
  }

  /// Squares of few colours.
  static func drawn(_ width: Int, _ height: Int) -> [UInt8] {
    let colours: [UInt8] = [10, 200, 90, 255]
    return Array("P5\n\(width) \(height)\n255\n".utf8)
      + (0..<width * height).map { (index: Int) -> UInt8 in
        let (column, row) = (index % width / 7, index / width / 5)
        return colours[(column + row) % 4]
      }
  }
}
