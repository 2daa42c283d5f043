import Tensors

/// A rectangle of a picture that is hidden. It has the picture's proportions, up to rounding.
package struct HiddenRectangle: Sendable {
  package let rows: Range<Int>
  package let columns: Range<Int>

  /// The value of hidden samples; others are within 0…1.
  package static let mark: Float = -1

  /// Draws a rectangle at a random position.
  ///
  /// - Parameter share: the share of the picture's area, 0…1
  package init(height: Int, width: Int, share: Float, key: inout NoiseKey) {
    let side = share.squareRoot()
    func drawn(_ length: Int) -> Range<Int> {
      let part = min(max(Int((Float(length) * side).rounded()), 1), length)
      let first = key.below(length - part + 1)
      return first..<first + part
    }
    rows = drawn(height)
    columns = drawn(width)
  }
}

extension Variable {
  /// Sets a random rectangle of each picture to ``HiddenRectangle/mark``. Hidden samples get no
  /// gradient.
  ///
  /// - Parameter share: the share of a picture's area
  /// - Returns: the pictures, and a mask of their shape that is 1 where they are hidden and 0
  ///   elsewhere
  package func hidden(share: Float) -> (pictures: Variable, where: Tensor) {
    let height = value.rows / samples
    let (width, channels) = (value.columns, value.channels)
    var key = NoiseKey(seed: tape.drawKey())
    var hidden = [Float](repeating: 0, count: value.count)
    for sample in 0..<samples {
      let rectangle = HiddenRectangle(height: height, width: width, share: share, key: &key)
      for row in rectangle.rows {
        let first = ((sample * height + row) * width + rectangle.columns.lowerBound) * channels
        for index in first..<first + rectangle.columns.count * channels { hidden[index] = 1 }
      }
    }
    let mask = Tensor(rows: value.rows, columns: width, channels: channels, values: hidden)
    let known = constant(mask.scaled(by: -1, plus: 1))
    return (self * known + constant(mask.scaled(by: HiddenRectangle.mark)), mask)
  }
}
