import Tensors

/// Operations that exchange positions for channels and move contiguous runs of numbers.
///
///     x    (samples · height) × width × channels; r divides height and width
///     out  (samples · height/r) × (width/r) × (r² · channels), in the order (dy, dx, channel)
extension Variable {
  /// Moves r×r positions into channels; the gradient moves back.
  package func blocked(by factor: Int) -> Variable {
    precondition(height % factor == 0)
    return recording(value.blocked(by: factor), name: "blocked") { $0.unblocked(by: factor) }
  }

  /// Moves channels into r×r positions, the inverse of ``blocked(by:)``.
  package func unblocked(by factor: Int) -> Variable {
    recording(value.unblocked(by: factor), name: "unblocked") { $0.blocked(by: factor) }
  }

  /// Combines an even part, the first half of the channels, and an odd part into a map twice as
  /// wide. Its left half is even + odd, its right half even − odd, mirrored. The gradient of the
  /// even part is the left half's plus the mirrored right half's; that of the odd part is their
  /// difference.
  ///
  /// - Returns: (samples · height) × (2 · width) × (channels / 2)
  package func unfolded() -> Variable {
    recording(value.unfolded(), name: "unfolded") { $0.folded() }
  }

  /// Stacks the samples of maps of one shape. Each map's gradient is that of its rows.
  package static func stacked(_ parts: [Variable]) -> Variable {
    let shape = parts[0].value
    let tape = parts[0].tape
    let (rows, count) = (shape.rows, parts.count)
    let height = rows * count
    var whole = TensorBuilder(rows: height, columns: shape.columns, channels: shape.channels)
    for part in parts { whole.append(part.value) }
    return tape.record(
      whole.finish(), samples: parts.reduce(0) { $0 + $1.samples }, from: parts, name: "stacked"
    ) { gradient in
      (0..<count).map { gradient.slice(rows: $0 * rows..<($0 + 1) * rows) }
    }
  }
}
