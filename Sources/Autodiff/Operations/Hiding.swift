import Tensors

/// A part of a picture that is not to be seen: a rectangle of the picture's proportions.
package struct HiddenRectangle: Sendable {
  package let rows: Range<Int>
  package let columns: Range<Int>

  /// What stands where nothing is known; objects are within 0…1.
  package static let mark: Float = -1

  /// A rectangle at a place drawn at random.
  ///
  /// - Parameter share: of the picture's area, 0…1
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
  /// Pictures of each of which a rectangle is set to ``HiddenRectangle/mark``; gradients pass by the
  /// rest.
  ///
  /// - Parameter share: of a picture's area
  /// - Returns: the pictures, and 1 where they are hidden, 0 elsewhere
  package func hidden(share: Float) -> (pictures: Variable, where: Tensor) {
    let height = value.rows / samples
    let (width, channels) = (value.columns, value.channels)
    var key = NoiseKey(seed: tape.drawKey())
    var hidden = [Float](repeating: 0, count: value.count)
    for sample in 0..<samples {
      let rectangle = HiddenRectangle(height: height, width: width, share: share, key: &key)
      for row in rectangle.rows {
        let first = ((sample * height + row) * width + rectangle.columns.lowerBound) * channels
        for place in first..<first + rectangle.columns.count * channels { hidden[place] = 1 }
      }
    }
    let places = Tensor(rows: value.rows, columns: width, channels: channels, values: hidden)
    let known = constant(places.scaled(by: -1, plus: 1))
    return (self * known + constant(places.scaled(by: HiddenRectangle.mark)), places)
  }
}
