import Images

/// What errors of flat ground count beside the errors of all pixels: grain is seen there. See
/// ``BlockLayer/weight(of:)``.
struct FlatError {
  private let shape: ImageShape
  /// The sum of squared errors, as often as they count more than those of other pixels.
  private(set) var total = 0

  /// - Parameter shape: without alpha
  init(_ shape: ImageShape) { self.shape = shape }

  /// Takes the next strip of a picture and what was decoded of it.
  mutating func take(_ original: [UInt8], _ decoded: [UInt8]) {
    let rows = original.count / shape.line
    let planes = shape.channels.count
    for left in stride(from: 0, to: shape.width, by: 8) {
      let start = left * planes
      let count = min(8, shape.width - left) * planes
      var isFlat = true
      for row in 0..<rows where isFlat {
        let first = row * shape.line + start
        for index in 0..<count where original[first + index] != original[start + index % planes] {
          isFlat = false
          break
        }
      }
      guard isFlat else { continue }
      for row in 0..<rows {
        let first = row * shape.line + start
        for index in first..<first + count {
          let difference = Int(original[index]) - Int(decoded[index])
          total += (BlockLayer.flatWeight - 1) * difference * difference
        }
      }
    }
  }
}
