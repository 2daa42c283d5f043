import Images

/// The decoded rows of a picture that blocks may still be copied from, and the row of blocks that
/// is being decoded.
struct BlockCanvas {
  /// Samples of 8×8 pixels, [plane][y][x].
  typealias Samples = InlineArray<192, UInt8>

  let planes: Int
  /// Blocks of a row.
  let columns: Int
  /// Interleaved; the last eight rows are the current ones.
  private var samples: [UInt8] = []
  /// The number of rows above the current ones.
  private var rowsAbove = 0
  private let line: Int

  /// - Parameter shape: grey or RGB
  init(_ shape: ImageShape) {
    planes = shape.channels.count
    columns = (shape.width + 7) / 8
    line = 8 * columns * planes
    samples = Array(repeating: 0, count: 8 * line)
  }

  /// Begins the next row of blocks.
  mutating func endRow() {
    let kept = -CodedBlock.Vector.rows.lowerBound + 1
    rowsAbove += 8
    if rowsAbove > kept {
      samples.removeFirst((rowsAbove - kept) * line)
      rowsAbove = kept
    }
    samples += repeatElement(0, count: 8 * line)
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
  func error(of block: Samples, x: Int, y: Int, below bound: Int) -> Int {
    var sum = 0
    for row in 0..<8 {
      var index = (rowsAbove + y + row) * line + x * planes
      for column in 0..<8 {
        for plane in 0..<planes {
          let difference = Int(block[64 * plane + 8 * row + column]) - Int(samples[index])
          sum &+= difference &* difference
          index += 1
        }
      }
      if sum >= bound { return sum }
    }
    return sum
  }

  mutating func set(_ block: Samples, column: Int) {
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
