// Blocks of positions as channels, in the order (dy, dx, channel). Training uses them instead of
// pixel shuffles, as whole runs of numbers move together; the weights are those of a pixel shuffle,
// permuted.
extension Tensor {
  /// Moves blocks of r×r positions into channels.
  ///
  /// - Parameter factor: r; divides rows and columns
  /// - Returns: (rows / r) × (columns / r) × (r · r · channels)
  package func blocked(by factor: Int) -> Tensor {
    precondition(rows % factor == 0 && columns % factor == 0)
    let output = Tensor(
      uninitialized: rows / factor, columns / factor, factor * factor * channels)
    let run = factor * channels
    for row in 0..<rows {
      let from = unsafe base + row * columns * channels
      let to = unsafe output.base + row / factor * output.columns * output.channels
      for block in 0..<output.columns {
        unsafe (to + block * output.channels + row % factor * run).update(
          from: from + block * run, count: run)
      }
    }
    return output
  }

  /// Moves channels into blocks of r×r positions, the inverse of ``blocked(by:)``.
  ///
  /// - Returns: (rows · r) × (columns · r) × (channels / r²)
  package func unblocked(by factor: Int) -> Tensor {
    precondition(channels % (factor * factor) == 0)
    let output = Tensor(
      uninitialized: rows * factor, columns * factor, channels / (factor * factor))
    let run = factor * output.channels
    for row in 0..<output.rows {
      let from = unsafe base + row / factor * columns * channels
      let to = unsafe output.base + row * output.columns * output.channels
      for block in 0..<columns {
        unsafe (to + block * run).update(
          from: from + block * channels + row % factor * run, count: run)
      }
    }
    return output
  }
}

extension Tensor {
  /// Permutes maps of the four coding steps, one below the other, into maps of the four groups of
  /// channels: part g of the result holds at a position of class p what part (p + g) mod 4 of this
  /// map holds there.
  ///
  /// - Parameter inverse: whether to permute from groups to steps
  /// - Returns: this shape, (4 · rows) × columns × channels, rows even
  package func dealtBySteps(inverse: Bool = false) -> Tensor {
    precondition(rows % 8 == 0, "four maps of an even height")
    let output = Tensor(uninitialized: rows, columns, channels)
    let height = rows / 4
    for row in 0..<height {
      for column in 0..<columns {
        let positionClass = CodingStep.positionClass(row: row, column: column)
        for group in 0..<4 {
          let step = (positionClass + group) % 4
          let (from, to) = inverse ? (group, step) : (step, group)
          let (source, target) = (
            ((from * height + row) * columns + column) * channels,
            ((to * height + row) * columns + column) * channels
          )
          unsafe (output.base + target).update(from: base + source, count: channels)
        }
      }
    }
    return output
  }
}
