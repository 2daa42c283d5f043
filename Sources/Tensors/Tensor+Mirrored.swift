extension Tensor {
  /// Combines an even part, the first half of the channels, and an odd part into a map twice as
  /// wide: its left half is even + odd, its right half even − odd, mirrored.
  ///
  /// - Returns: rows × (2 · columns) × (channels / 2)
  package func unfolded() -> Tensor {
    precondition(channels % 2 == 0)
    let half = channels / 2
    let output = Tensor(uninitialized: rows, 2 * columns, half)
    for row in 0..<rows {
      for column in 0..<columns {
        let even = unsafe base + (row * columns + column) * channels
        let left = unsafe output.base + (row * 2 * columns + column) * half
        let right = unsafe output.base + (row * 2 * columns + 2 * columns - 1 - column) * half
        for channel in 0..<half {
          let (e, o) = unsafe (even[channel], even[half + channel])
          unsafe left[channel] = e + o
          unsafe right[channel] = e - o
        }
      }
    }
    return output
  }

  /// The sum and the difference of the left half and the mirrored right half: twice the inverse of
  /// ``unfolded()``, and its gradient.
  ///
  /// - Returns: rows × (columns / 2) × (2 · channels), the sums first
  package func folded() -> Tensor {
    precondition(columns % 2 == 0)
    let half = columns / 2
    let output = Tensor(uninitialized: rows, half, 2 * channels)
    for row in 0..<rows {
      for column in 0..<half {
        let left = unsafe base + (row * columns + column) * channels
        let right = unsafe base + (row * columns + columns - 1 - column) * channels
        let sum = unsafe output.base + (row * half + column) * 2 * channels
        for channel in 0..<channels {
          let (l, r) = unsafe (left[channel], right[channel])
          unsafe sum[channel] = l + r
          unsafe sum[channels + channel] = l - r
        }
      }
    }
    return output
  }
}
