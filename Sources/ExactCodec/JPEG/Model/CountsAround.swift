/// How many coefficients of the blocks around are not 0.
struct CountsAround {
  let left: Int
  let above: Int
  /// The mean of both, rounded up.
  let mean: Int
  /// The mean of four: twice that mean, and those on both sides of the block above.
  let wide: Int
  /// A third of those to the left, above and above on the right.
  let third: Int
  /// Of the same place in the component before, or in the first one if that has other blocks.
  let other: Int
  let leftClass: Int
  let aboveClass: Int

  /// - Parameters:
  ///   - counts: of the component's blocks so far
  ///   - before: those of the components before
  init(_ counts: [UInt8], _ plane: ComponentPlane, _ before: [[UInt8]], x: Int, y: Int) {
    let at = y * plane.wide + x
    let left = x > 0 ? Int(counts[at - 1]) : nil
    let above = y > 0 ? Int(counts[at - plane.wide]) : nil
    self.left = left ?? above ?? 0
    self.above = above ?? left ?? 0
    mean = (self.left + self.above + 1) / 2
    let aboveLeft = x > 0 && y > 0 ? Int(counts[at - plane.wide - 1]) : mean
    let aboveRight = x < plane.wide - 1 && y > 0 ? Int(counts[at - plane.wide + 1]) : mean
    wide = (2 * mean + aboveLeft + aboveRight) / 4
    third = (self.left + self.above + aboveRight) / 3
    other =
      plane.hasLast
      ? Int(before[plane.index - 1][at])
      : plane.index > 0 ? Int(before[0][plane.firstBlock(x, y)]) : 0
    leftClass = left.map { min(1 + magnitudeClass($0, atMost: 19) / 3, 7) } ?? 0
    aboveClass = above.map { min(1 + magnitudeClass($0, atMost: 19) / 3, 7) } ?? 0
  }
}
