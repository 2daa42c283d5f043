import Images

/// Cuts the rows of a picture, and what was decoded of them, into strips of eight, the height of a
/// block.
struct StripPairs {
  private var (originals, decoded): (RowStrips, RowStrips)
  private var remaining: Int

  /// - Parameter shape: without alpha
  init(_ shape: ImageShape) {
    originals = RowStrips(line: shape.line)
    decoded = originals
    remaining = shape.height
  }

  /// Adds the next rows, without alpha, and what was decoded of them.
  mutating func append(_ original: [UInt8], _ decoded: [UInt8]) {
    originals.append(original)
    self.decoded.append(decoded)
  }

  /// The next strip of both; nil if more rows are needed.
  mutating func next() -> (original: [UInt8], decoded: [UInt8])? {
    let count = min(8, remaining)
    guard count > 0, originals.has(count) else { return nil }
    remaining -= count
    return (originals.next(count), decoded.next(count))
  }
}
