/// The frame header (ITU-T T.81, B.2.2) of an image that is baseline, extended sequential or
/// progressive, grey or in colour, with 8-bit samples and not too large.
struct JPEGFrame: Sendable {
  let width: Int
  let height: Int
  /// `grey` or `rgb`.
  let channels: Image.Channels

  /// Throws `damaged` for values that the standard forbids, `unsupported` for images that an
  /// ``Image`` cannot hold, and `tooLarge` past the ``ImageLimits``.
  init(in file: JPEGSegments) throws(ImageError) {
    let frames = file.segments.filter(\.marker.isStartOfFrame)
    guard let frame = frames.first, file.segments.contains(where: { $0.marker == .startOfScan })
    else {
      throw .damaged(reason: "no picture in it", offset: file.end)
    }
    guard frames.count == 1 else {
      throw .damaged(reason: "a second frame", offset: frames[1].offset)
    }
    // C0 baseline, C1 extended sequential, C2 progressive, all Huffman coded.
    guard frame.marker.code <= 0xC2 else {
      throw .unsupported("JPEG process \(frame.marker.code - 0xC0)")
    }
    try self.init(parsing: frame)
  }

  private init(parsing frame: JPEGSegments.Segment) throws(ImageError) {
    let bytes = frame.payload
    guard bytes.count >= 6, bytes.count == 6 + 3 * Int(bytes[5]) else {
      throw .damaged(reason: "frame header of \(bytes.count) bytes", offset: frame.offset)
    }
    height = Int(bytes[1]) << 8 | Int(bytes[2])
    width = Int(bytes[3]) << 8 | Int(bytes[4])
    guard bytes[0] == 8 else { throw .unsupported("\(bytes[0])-bit samples") }
    guard width > 0 else { throw .damaged(reason: "no columns", offset: frame.offset) }
    guard height > 0 else { throw .unsupported("a height defined after the scan (DNL)") }
    switch bytes[5] {
    case 1: channels = .grey
    case 3: channels = .rgb
    default: throw .unsupported("\(bytes[5]) components, as in CMYK")
    }
    try ImageLimits.check(width: width, height: height, for: .jpeg)
  }
}
