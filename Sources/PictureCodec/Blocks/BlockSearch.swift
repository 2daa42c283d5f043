/// Finds the pixels above a block, or on its left, that resemble it most.
///
/// The sums of samples over quarters of a block bound the squared error from below, so that few
/// places are compared sample by sample (successive elimination, Li & Salari 1995). The result is
/// that of comparing all.
package struct BlockSearch {
  private let (width, planes): (Int, Int)
  /// Sums over 4×4 pixels and all planes, by the upper left one; as many rows as the canvas keeps
  /// above the current ones.
  private var sums: [Int32] = []
  private var rows = 0

  package init(columns: Int, planes: Int) {
    (width, self.planes) = (8 * columns, planes)
  }

  /// Takes in the row of blocks that the canvas has just completed, before the canvas ends it.
  package mutating func endRow(of canvas: BlockCanvas) {
    let kept = min(rows + 8, BlockCanvas.keptRows)
    sums.removeFirst((rows + 8 - kept) * width)
    sums += repeatElement(0, count: 8 * width)
    rows = kept
    // The windows of the last three rows above reach into the new ones.
    for y in -min(3, kept - 8)...4 {
      canvas.addWindows(row: y, to: &sums, at: (kept - 8 + y) * width)
    }
  }

  /// The vector to the most similar pixels; nil if there are none.
  ///
  /// - Parameters:
  ///   - bound: the squared error that is to be fallen short of
  ///   - row: that of the block, in blocks
  ///   - column: that of the block, in blocks
  package func nearest(
    to pixels: BlockCanvas.Samples, in canvas: BlockCanvas, row: Int, column: Int,
    below bound: Int = .max
  ) -> CodedBlock.Vector? {
    var best: CodedBlock.Vector?
    var least = bound
    let interleaved = interleaved(pixels)
    for dy in (-7...0).reversed() {
      for dx in CodedBlock.Vector.columns.lowerBound...(-8) {
        let vector = CodedBlock.Vector(dx: dx, dy: dy)
        guard vector.isDecoded(row: row, column: column, width: width / 8) else { continue }
        let error = canvas.error(
          of: interleaved.span, x: 8 * column + dx, y: dy, below: least)
        if error < least { (least, best) = (error, vector) }
      }
    }
    guard rows >= 8 else { return best }
    let quarters = quarters(of: pixels)
    let (q0, q1, q2, q3) = (quarters[0], quarters[1], quarters[2], quarters[3])
    let first = max(CodedBlock.Vector.columns.lowerBound, -8 * column)
    let last = min(CodedBlock.Vector.columns.upperBound, width - 8 * column - 8)
    let count = Int32(16 * planes)
    let lowest = max(CodedBlock.Vector.rows.lowerBound, -rows)
    for dy in (lowest...(-8)).reversed() {
      let start = (rows + dy) * width + 8 * column + first
      // The sums above and below, each four pixels longer than there are places.
      let upper = sums.span.extracting(start..<start + last - first + 5)
      let lower = sums.span.extracting(start + 4 * width..<start + 4 * width + last - first + 5)
      // No sum is above 48 · 255, so that the squares of four fit.
      for offset in 0...last - first {
        let (d0, d1) = (upper[offset] &- q0, upper[offset + 4] &- q1)
        let (d2, d3) = (lower[offset] &- q2, lower[offset + 4] &- q3)
        let bound = d0 &* d0 &+ d1 &* d1 &+ d2 &* d2 &+ d3 &* d3
        guard Int(bound / count) < least else { continue }
        let error = canvas.error(
          of: interleaved.span, x: 8 * column + first + offset, y: dy, below: least)
        if error < least {
          (least, best) = (error, CodedBlock.Vector(dx: first + offset, dy: dy))
        }
      }
    }
    return best
  }

  /// [y][x][plane]
  private func interleaved(_ pixels: BlockCanvas.Samples) -> BlockCanvas.Samples {
    var block = BlockCanvas.Samples(repeating: 0)
    for pixel in 0..<64 {
      for plane in 0..<planes { block[pixel * planes + plane] = pixels[64 * plane + pixel] }
    }
    return block
  }

  private func quarters(of pixels: BlockCanvas.Samples) -> InlineArray<4, Int32> {
    var sums = InlineArray<4, Int32>(repeating: 0)
    for plane in 0..<planes {
      for y in 0..<8 {
        for x in 0..<8 { sums[y / 4 * 2 + x / 4] += Int32(pixels[64 * plane + 8 * y + x]) }
      }
    }
    return sums
  }
}
