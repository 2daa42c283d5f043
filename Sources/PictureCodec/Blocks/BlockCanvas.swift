import Images
import Tensors

/// The decoded rows of a picture that blocks may still be copied from, and the row of blocks that
/// is being decoded.
package struct BlockCanvas {
  /// Samples of 8×8 pixels, [plane][y][x].
  package typealias Samples = PixelBlocks.Samples

  package let planes: Int
  /// Blocks of a row.
  package let columns: Int
  /// Interleaved; the last eight rows are the current ones.
  private var samples: [UInt8] = []
  /// The number of rows above the current ones.
  private var rowsAbove = 0
  private let line: Int

  /// - Parameter shape: grey or RGB
  package init(_ shape: ImageShape) {
    planes = shape.channels.count
    columns = (shape.width + 7) / 8
    line = 8 * columns * planes
    samples = Array(repeating: 0, count: 8 * line)
  }

  /// Begins the next row of blocks.
  package mutating func endRow() {
    rowsAbove += 8
    if rowsAbove > Self.keptRows {
      samples.removeFirst((rowsAbove - Self.keptRows) * line)
      rowsAbove = Self.keptRows
    }
    samples += repeatElement(0, count: 8 * line)
  }

  /// Rows that are kept above the current ones.
  static let keptRows = 1 - CodedBlock.Vector.rows.lowerBound

  /// Writes the sums over 4×4 pixels and all planes whose upper left pixels are in a row.
  ///
  /// - Parameters:
  ///   - row: counted from the first current row; its windows lie within the current rows
  ///   - start: where in `sums` that of column 0 is written; the last three columns have none
  func addWindows(row: Int, to sums: inout [Int32], at start: Int) {
    let width = 8 * columns
    var vertical = [Int32](repeating: 0, count: width)
    for y in row..<row + 4 {
      var index = (rowsAbove + y) * line
      for x in 0..<width {
        for _ in 0..<planes {
          vertical[x] += Int32(samples[index])
          index += 1
        }
      }
    }
    for x in 0...width - 4 {
      sums[start + x] = vertical[x] + vertical[x + 1] + vertical[x + 2] + vertical[x + 3]
    }
  }

  /// The pixels from (`x`, `y`) on, where `y` counts from the first current row.
  func pixels(x: Int, y: Int) -> Samples {
    var block = Samples(repeating: 0)
    for row in 0..<8 {
      var index = (rowsAbove + y + row) * line + x * planes
      for column in 0..<8 {
        for plane in 0..<planes {
          block[64 * plane + 8 * row + column] = samples[index]
          index += 1
        }
      }
    }
    return block
  }

  /// The squared error of the pixels from (`x`, `y`) on, or some larger number if it is not below
  /// `bound`.
  ///
  /// - Parameter block: those of ``Samples``, by row instead: [y][x][plane]
  package func error(of block: Span<UInt8>, x: Int, y: Int, below bound: Int) -> Int {
    let (count, samples) = (8 * planes, samples.span)
    var sum = 0
    for row in 0..<8 {
      let start = (rowsAbove + y + row) * line + x * planes
      let (mine, theirs) = (
        block.extracting(row * count..<row * count + count),
        samples.extracting(start..<start + count)
      )
      var ofRow: Int32 = 0
      for index in 0..<count {
        let difference = Int32(mine[index]) &- Int32(theirs[index])
        ofRow &+= difference &* difference
      }
      sum &+= Int(ofRow)
      if sum >= bound { return sum }
    }
    return sum
  }

  package mutating func set(_ block: Samples, column: Int) {
    for row in 0..<8 {
      var index = (rowsAbove + row) * line + 8 * column * planes
      for x in 0..<8 {
        for plane in 0..<planes {
          samples[index] = block[64 * plane + 8 * row + x]
          index += 1
        }
      }
    }
  }

  /// The mean of the pixels that touch a block from the left and from above, or half of white.
  func mean(beside column: Int) -> Samples {
    var block = Samples(repeating: 0)
    for plane in 0..<planes {
      var (sum, count) = (0, 0)
      if column > 0 {
        for row in 0..<8 {
          sum += Int(samples[(rowsAbove + row) * line + (8 * column - 1) * planes + plane])
        }
        count += 8
      }
      if rowsAbove > 0 {
        for x in 0..<8 {
          sum += Int(samples[(rowsAbove - 1) * line + (8 * column + x) * planes + plane])
        }
        count += 8
      }
      let mean = count == 0 ? 128 : UInt8((2 * sum + count) / (2 * count))
      for index in 0..<64 { block[64 * plane + index] = mean }
    }
    return block
  }

  /// The current rows as they are in a picture of `width` pixels, at most `count`.
  func currentRows(_ count: Int, width: Int) -> [UInt8] {
    var rows: [UInt8] = []
    rows.reserveCapacity(count * width * planes)
    for row in 0..<min(count, 8) {
      let start = (rowsAbove + row) * line
      rows += samples[start..<start + width * planes]
    }
    return rows
  }
}

/// Up to eight rows of a picture, cut into blocks; its last column and row go on beyond its edges.
struct BlockStrip {
  private let samples: [UInt8]
  private let (width, height, planes): (Int, Int, Int)

  init(_ samples: [UInt8], width: Int, planes: Int) {
    self.samples = samples
    (self.width, self.planes) = (width, planes)
    height = samples.count / (width * planes)
  }

  func pixels(column: Int) -> BlockCanvas.Samples {
    var block = BlockCanvas.Samples(repeating: 0)
    for row in 0..<8 {
      let start = min(row, height - 1) * width
      for x in 0..<8 {
        let index = (start + min(8 * column + x, width - 1)) * planes
        for plane in 0..<planes { block[64 * plane + 8 * row + x] = samples[index + plane] }
      }
    }
    return block
  }
}
