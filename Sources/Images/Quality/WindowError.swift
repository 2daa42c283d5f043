/// The largest mean squared error of any window of 64×64 pixels, weighted by alpha like
/// ``VisibleError``.
///
/// The corners of windows lie at multiples of 8; windows of smaller pictures are cut. So a flaw
/// counts that a whole picture would hide.
package struct WindowError: Sendable {
  private let (width, height): (Int, Int)
  private let columns: Int
  /// The sums of the current row of blocks of 8×8.
  private var current: Blocks
  /// Those of the last rows of blocks of a window, the oldest first.
  private var rows: [Blocks] = []
  private var row = 0
  /// The largest mean so far, in squared 8-bit steps.
  package private(set) var largest = 0.0

  private struct Blocks: Sendable {
    /// For each block, the sum of alpha times the squared difference, and of the samples' alpha.
    var errors: [Int]
    var weights: [Int]

    init(_ count: Int) {
      errors = Array(repeating: 0, count: count)
      weights = errors
    }
  }

  /// Blocks along a side of a window.
  private static let side = 8

  package init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    columns = (width + 7) / 8
    current = Blocks(columns)
  }

  /// Adds the next rows of a picture and of what became of it.
  package mutating func add(_ original: Image, _ other: Image) {
    requireComparable(original, other)
    let (first, second) = (original.colourSamples, other.colourSamples)
    let alpha = original.alphaPlane
    let planes = original.channels.withoutAlpha.count
    for y in 0..<original.height {
      for x in 0..<width {
        let pixel = y * width + x
        var squares = 0
        for index in planes * pixel..<planes * (pixel + 1) {
          let difference = Int(first[index]) - Int(second[index])
          squares += difference * difference
        }
        let weight = alpha.map { Int($0[pixel]) } ?? 255
        current.errors[x / 8] += weight * squares
        current.weights[x / 8] += weight * planes
      }
      row += 1
      if row % 8 == 0 || row == height { finishBlocks() }
    }
  }

  private mutating func finishBlocks() {
    rows.append(current)
    current = Blocks(columns)
    if rows.count > Self.side { rows.removeFirst() }
    // Windows end here, or with the picture.
    guard rows.count == Self.side || row == height else { return }
    let width = min(Self.side, columns)
    for left in 0...columns - width {
      var (error, weight) = (0, 0)
      for blocks in rows {
        for column in left..<left + width {
          error += blocks.errors[column]
          weight += blocks.weights[column]
        }
      }
      if weight > 0 { largest = max(largest, Double(error) / Double(weight)) }
    }
  }
}
