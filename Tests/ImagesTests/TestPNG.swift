import Bytes
import Images

/// Builds PNG files by hand, so that reading is not tested against our own writing only.
struct TestPNG {
  var width: Int
  var height: Int
  var depth: UInt8 = 8
  /// IHDR's number: 0 grey, 2 colour, 3 palette, 4 grey and alpha, 6 colour and alpha.
  var colourType: UInt8
  var interlaced = false
  /// Whole chunks.
  var beforeData: [[UInt8]] = []
  var afterData: [[UInt8]] = []
  /// Rows, each after its filter byte.
  var rows: [UInt8]

  /// One row after the other, unfiltered.
  init(_ image: Image, interlaced: Bool = false) {
    width = image.width
    height = image.height
    colourType = [0, 4, 2, 6][Int(image.channels.rawValue) - 1]
    self.interlaced = interlaced
    let passes = interlaced ? Self.adam7 : [(x: 0, y: 0, stepX: 1, stepY: 1)]
    rows = passes.flatMap { pass in
      stride(from: pass.y, to: image.height, by: pass.stepY).flatMap { y -> [UInt8] in
        let columns = stride(from: pass.x, to: image.width, by: pass.stepX)
        let samples = columns.flatMap { x in
          let start = (y * image.width + x) * image.channels.count
          return image.samples[start..<start + image.channels.count]
        }
        return samples.isEmpty ? [] : [0] + samples
      }
    }
  }

  /// The standard's table of passes (8.2).
  private static let adam7 = [
    (x: 0, y: 0, stepX: 8, stepY: 8), (x: 4, y: 0, stepX: 8, stepY: 8),
    (x: 0, y: 4, stepX: 4, stepY: 8), (x: 2, y: 0, stepX: 4, stepY: 4),
    (x: 0, y: 2, stepX: 2, stepY: 4), (x: 1, y: 0, stepX: 2, stepY: 2),
    (x: 0, y: 1, stepX: 1, stepY: 2),
  ]

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  var header: [UInt8] {
    bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [depth, colourType, 0, 0]
      + [interlaced ? 1 : 0]
  }

  /// The whole file.
  var file: [UInt8] { file(imageData: Self.stored(rows)) }

  /// The file with other contents of IDAT.
  func file(imageData: [UInt8]) -> [UInt8] {
    Self.signature + Self.chunk("IHDR", header) + beforeData.joined()
      + Self.chunk("IDAT", imageData) + afterData.joined() + Self.chunk("IEND", [])
  }

  static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let tag = Array(type.utf8)
    return bigEndian(UInt32(data.count)) + tag + data + bigEndian(crc32(tag[...], data[...]))
  }

  /// The types of a sound file's chunks.
  static func chunkTypes(_ file: [UInt8]) -> [String] {
    var types: [String] = []
    var rest = file.dropFirst(8)
    while rest.count >= 12 {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      types.append(String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self))
      rest = rest.dropFirst(12 + length)
    }
    return types
  }

  /// A zlib stream (RFC 1950) of stored blocks.
  private static func stored(_ content: [UInt8]) -> [UInt8] {
    var output: [UInt8] = [0x78, 0x01]
    var rest = content[...]
    repeat {
      let block = rest.prefix(0xFFFF)
      rest = rest.dropFirst(block.count)
      let length = UInt16(block.count)
      for part in [length, ~length] { output += [UInt8(part & 0xFF), UInt8(part >> 8)] }
      output.insert(rest.isEmpty ? 1 : 0, at: output.count - 4)
      output += block
    } while !rest.isEmpty
    var (low, high) = (UInt32(1), UInt32(0))
    for byte in content {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return output + bigEndian(high << 16 | low)
  }
}

private func bigEndian(_ value: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}
