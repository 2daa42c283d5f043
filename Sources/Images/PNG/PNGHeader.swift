/// The header chunk (IHDR) of an image with 8-bit samples that is neither indexed nor too large.
struct PNGHeader: Sendable {
  let shape: ImageShape
  /// IHDR's 13 bytes.
  let data: [UInt8]

  /// Whether the rows are stored in the seven passes of Adam7.
  var isInterlaced: Bool { data[12] == 1 }

  init(of shape: ImageShape, isInterlaced: Bool) {
    self.shape = shape
    let sizes = [shape.width, shape.height].flatMap { size in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) }
    }
    let colourType: UInt8 =
      switch shape.channels {
      case .grey: 0
      case .rgb: 2
      case .greyAlpha: 4
      case .rgba: 6
      }
    data = sizes + [8, colourType, 0, 0, isInterlaced ? 1 : 0]
  }

  /// Throws `damaged` for values that the standard forbids, `unsupported` for images that an
  /// ``Image`` cannot hold, and `tooLarge` past the ``ImageLimits``.
  init(parsing chunk: PNGChunk) throws(ImageError) {
    let (bytes, offset) = (chunk.data, chunk.range.lowerBound)
    guard bytes.count == 13 else {
      throw .damaged(reason: "IHDR has \(bytes.count) bytes, not 13", offset: offset)
    }
    data = bytes
    let width = bytes[0..<4].reduce(0) { $0 << 8 | Int($1) }
    let height = bytes[4..<8].reduce(0) { $0 << 8 | Int($1) }
    guard width > 0, height > 0, bytes[10] == 0, bytes[11] == 0, bytes[12] <= 1 else {
      throw .damaged(reason: "IHDR declares what no PNG may be", offset: offset)
    }
    guard let channels = try Self.channels(depth: bytes[8], colourType: bytes[9]) else {
      throw .damaged(
        reason: "no colour type \(bytes[9]) of \(bytes[8]) bits", offset: offset)
    }
    try ImageLimits.check(width: width, height: height, for: .png)
    shape = ImageShape(width: width, height: height, channels: channels)
  }

  /// Nil for combinations that table 11.1 of the standard does not have.
  private static func channels(
    depth: UInt8, colourType: UInt8
  ) throws(ImageError) -> Image.Channels? {
    switch (colourType, depth) {
    case (0, 8): .grey
    case (2, 8): .rgb
    case (4, 8): .greyAlpha
    case (6, 8): .rgba
    case (3, 1), (3, 2), (3, 4), (3, 8): throw .unsupported("a palette")
    case (0, 1), (0, 2), (0, 4), (0, 16), (2, 16), (4, 16), (6, 16):
      throw .unsupported("\(depth)-bit samples")
    default: nil
    }
  }
}
