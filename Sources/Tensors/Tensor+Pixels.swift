import CKernels

extension Tensor {
  /// The r×r blocks of an 8-bit picture as channels: x / 255 − 0.5, where channel c at (dy, dx) of
  /// a block becomes channel c·r·r + dy·r + dx. Positions beyond the picture repeat its edge.
  ///
  /// - Parameters:
  ///   - samples: rows × width × 3, interleaved: the whole picture, or at least the rows that the
  ///     blocks need
  ///   - top: the row of the picture that the samples begin with
  ///   - factor: r
  ///   - blockRows: the rows of blocks to make
  ///   - blockColumns: the number of blocks in a row
  /// - Returns: blockRows × blockColumns × (3 · r · r)
  package init(
    unshuffling samples: [UInt8], from top: Int = 0, height: Int, width: Int, by factor: Int,
    blockRows: Range<Int>, blockColumns: Int
  ) {
    precondition(height > 0 && width > 0 && samples.count % (3 * width) == 0)
    precondition(
      top <= min(blockRows.lowerBound * factor, height - 1)
        && min(blockRows.upperBound * factor, height) - top <= samples.count / (3 * width),
      "rows are missing")
    let planes = 3
    let block = factor * factor
    self.init(uninitialized: blockRows.count, blockColumns, planes * block)
    let levels = (0..<256).map { Float($0) / 255 - 0.5 }
    let out = unsafe base
    unsafe levels.withUnsafeBufferPointer { levels in
      unsafe samples.withUnsafeBufferPointer { samples in
        for row in blockRows.lowerBound * factor..<blockRows.upperBound * factor {
          let line = unsafe samples.baseAddress! + (min(row, height - 1) - top) * width * planes
          let position = (row / factor - blockRows.lowerBound) * blockColumns
          var to = unsafe out + position * planes * block + row % factor * factor
          for first in stride(from: 0, to: blockColumns * factor, by: factor) {
            for offset in 0..<factor {
              let pixel = unsafe line + min(first + offset, width - 1) * planes
              for plane in 0..<planes {
                unsafe to[plane * block + offset] = levels[Int(pixel[plane])]
              }
            }
            unsafe to += planes * block
          }
        }
      }
    }
  }

  /// The sum of a picture in coarse blocks and one in fine blocks, plus one half, as pixels.
  ///
  /// - Parameters:
  ///   - coarse: rows × columns × (16 · 16 · 3), channels in the order (dy, dx, plane)
  ///   - fine: (2 · rows) × (2 · columns) × (8 · 8 · 3), likewise
  /// - Returns: (16 · rows) × (16 · columns) × 3, about 0 … 1, not clamped
  package init(coarse: Tensor, fine: Tensor) {
    precondition(coarse.channels == 768 && fine.channels == 192)
    precondition(fine.rows == 2 * coarse.rows && fine.columns == 2 * coarse.columns)
    self.init(uninitialized: 16 * coarse.rows, 16 * coarse.columns, 3)
    let run = 8 * 3
    for row in 0..<rows {
      let coarseLine = unsafe coarse.base + row / 16 * coarse.columns * 768 + row % 16 * 48
      let fineLine = unsafe fine.base + row / 8 * fine.columns * 192 + row % 8 * 24
      for block in 0..<fine.columns {
        let a = unsafe coarseLine + block / 2 * 768 + block % 2 * run
        let b = unsafe fineLine + block * 192
        let to = unsafe base + row * columns * 3 + block * run
        for i in 0..<run { unsafe to[i] = unsafe (a[i] + b[i]) + 0.5 }
      }
    }
  }

  /// All values clamped to 0…1, times 255, rounded to the nearest, halves to even.
  package var bytes: [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe Kernels.current.table.pointee.to_bytes(buffer.baseAddress, base, count)
      filled = count
    }
  }

  /// The mean of three channels, ((r + g) + b) / 3, as ``bytes``.
  package var greyBytes: [UInt8] { grey.bytes }

  /// The mean of three channels, ((r + g) + b) / 3.
  var grey: Tensor {
    precondition(channels == 3)
    let grey = Tensor(uninitialized: rows, columns, 1)
    for position in 0..<positions {
      let pixel = unsafe base + 3 * position
      unsafe grey.base[position] = ((pixel[0] + pixel[1]) + pixel[2]) / 3
    }
    return grey
  }
}
