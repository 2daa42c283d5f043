/// PGM, PPM and PAM files with binary samples (P5, P6 and P7), of any number of pictures.
enum PortableRasters {
  @Sendable static func rasters(in file: [UInt8]) -> [RasterLayout] {
    var rasters: [RasterLayout] = []
    var offset = 0
    while rasters.count < RasterLayout.countLimit, let raster = raster(in: file, at: offset) {
      guard raster.isValid(in: file.count) else { break }
      rasters.append(raster)
      offset = raster.range.upperBound
    }
    return rasters
  }

  private static func raster(in file: [UInt8], at offset: Int) -> RasterLayout? {
    guard offset <= file.count - 2, file[offset] == UInt8(ascii: "P") else { return nil }
    var words = Words(file: file, offset: offset + 2)
    switch file[offset + 1] {
    case UInt8(ascii: "5"): return words.raster(channels: 1)
    case UInt8(ascii: "6"): return words.raster(channels: 3)
    case UInt8(ascii: "7"): return words.arbitrary()
    default: return nil
    }
  }

  /// The words of a header, between white space and comments.
  private struct Words {
    let file: [UInt8]
    var offset: Int
    /// The longest header that is read.
    private static let limit = 4096

    mutating func raster(channels: Int) -> RasterLayout? {
      guard let width = number(), let height = number(), let maximum = number() else { return nil }
      // One byte of white space follows.
      return layout(width, height, channels, maximum, at: offset + 1)
    }

    mutating func arbitrary() -> RasterLayout? {
      var values: [String: Int] = [:]
      while let name = next() {
        if name == "ENDHDR" {
          guard let width = values["WIDTH"], let height = values["HEIGHT"],
            let depth = values["DEPTH"], let maximum = values["MAXVAL"]
          else { return nil }
          return layout(width, height, depth, maximum, at: offset + 1)
        }
        guard let value = next() else { return nil }
        values[name] = Int(value)
      }
      return nil
    }

    private func layout(
      _ width: Int, _ height: Int, _ channels: Int, _ maximum: Int, at offset: Int
    ) -> RasterLayout? {
      guard (1...4).contains(channels), (1..<65536).contains(maximum), width < 1 << 24,
        height < 1 << 24
      else { return nil }
      return RasterLayout(
        offset: offset, width: width, height: height, channels: channels,
        bytesOfSample: maximum > 255 ? 2 : 1, isBigEndian: true)
    }

    private mutating func number() -> Int? { next().flatMap { Int($0) } }

    private mutating func next() -> String? {
      var word: [UInt8] = []
      var isComment = false
      let end = min(file.count, offset + Self.limit)
      while offset < end {
        let byte = file[offset]
        if isComment {
          isComment = byte != UInt8(ascii: "\n")
        } else if byte == UInt8(ascii: "#"), word.isEmpty {
          isComment = true
        } else if [9, 10, 13, 32].contains(byte) {
          if !word.isEmpty { return String(decoding: word, as: UTF8.self) }
        } else {
          word.append(byte)
        }
        offset += 1
      }
      return nil
    }
  }
}
