import CKernels

/// A post-filter with the classes of a given picture's pixels, as a linear map of samples without
/// rounding.
package struct PostFilterMap: Sendable {
  private let weights: PostFilterWeights
  private let (width, height): (Int, Int)
  /// height × width.
  private let classes: [UInt16]

  /// The width in pixels of the frame around the picture.
  private static let margin = 2

  /// - Parameters:
  ///   - picture: at least height × width × 3, about 0…1
  ///   - width: the width in pixels of the part that is filtered
  ///   - height: its height in pixels
  package init(_ weights: PostFilterWeights, classesOf picture: Tensor, width: Int, height: Int) {
    precondition(picture.channels == 3 && picture.rows >= height && picture.columns >= width)
    (self.weights, self.width, self.height) = (weights, width, height)
    var classes: [UInt16] = []
    classes.reserveCapacity(width * height)
    var rows = ClassifiedRows(width: width, height: height, planes: 3)
    rows.take(picture) { row in
      unsafe classes += UnsafeBufferPointer(start: row.classes, count: width)
    }
    self.classes = classes
  }

  /// Filters a picture.
  ///
  /// - Parameter picture: at least height × width × 3
  /// - Returns: the same shape; zeros outside of the filtered part
  package func callAsFunction(_ picture: Tensor) -> Tensor {
    let (framed, made) = (frame(picture), zeros(like: picture))
    unsafe eachLine(of: framed) { line, row in
      unsafe line.line = made.base + row * made.columns * 3
      unsafe Kernels.current.table.pointee.filter_line(&line)
    }
    return made
  }

  /// The transposed map, which propagates the gradient of the output to that of the input.
  ///
  /// - Parameter gradient: at least height × width × 3; what is outside of the filtered part is
  ///   ignored
  /// - Returns: the same shape; zeros outside of the filtered part
  package func transposed(_ gradient: Tensor) -> Tensor {
    let (framed, made) = (
      Tensor.zeros(rows: height + 2 * Self.margin, columns: width + 2 * Self.margin, channels: 3),
      zeros(like: gradient)
    )
    unsafe eachLine(of: framed) { line, row in
      unsafe line.line = gradient.base + row * gradient.columns * 3
      unsafe Kernels.current.table.pointee.filter_line_back(&line)
    }
    eachFramed { from, to in
      for sample in 0..<3 {
        unsafe made.base[(to.row * made.columns + to.column) * 3 + sample] +=
          framed.base[(from.row * framed.columns + from.column) * 3 + sample]
      }
    }
    return made
  }

  private func zeros(like picture: Tensor) -> Tensor {
    precondition(picture.channels == 3 && picture.rows >= height && picture.columns >= width)
    return .zeros(rows: picture.rows, columns: picture.columns, channels: 3)
  }

  /// The filtered part with a frame that repeats its edge.
  private func frame(_ picture: Tensor) -> Tensor {
    let framed = Tensor(
      uninitialized: height + 2 * Self.margin, width + 2 * Self.margin, 3)
    eachFramed { to, from in
      for sample in 0..<3 {
        unsafe framed.base[(to.row * framed.columns + to.column) * 3 + sample] =
          picture.base[(from.row * picture.columns + from.column) * 3 + sample]
      }
    }
    return framed
  }

  /// Calls `body` with every position in the framed map and the position of the pixel it repeats.
  private func eachFramed(
    _ body: (_ framed: (row: Int, column: Int), _ pixel: (row: Int, column: Int)) -> Void
  ) {
    let margin = Self.margin
    for row in 0..<height + 2 * margin {
      for column in 0..<width + 2 * margin {
        body(
          (row, column),
          (min(max(row - margin, 0), height - 1), min(max(column - margin, 0), width - 1)))
      }
    }
  }

  /// Calls `body` with each row's neighbours in a framed map, and its weights.
  private func eachLine(
    of framed: Tensor, _ body: (inout aez_filter_line, _ row: Int) -> Void
  ) {
    let lines = PostFilterWeights.pairs + 1
    unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: lines * width * 3) { spread in
      unsafe classes.withUnsafeBufferPointer { classes in
        for row in 0..<height {
          let table = unsafe Kernels.current.table
          unsafe table.pointee.filter_spread(
            spread.baseAddress!, classes.baseAddress! + row * width, weights.taps, width)
          func near(_ down: Int) -> UnsafeMutablePointer<Float> {
            unsafe framed.base + ((row + down) * framed.columns + Self.margin) * 3
          }
          var line = unsafe aez_filter_line(
            near: (near(0), near(1), near(2), near(3), near(4)), spread: spread.baseAddress!,
            line: nil, width: width)
          unsafe body(&line, row)
        }
      }
    }
  }
}
