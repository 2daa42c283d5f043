/// A feature map of floats: rows × columns × channels, the channels of a position contiguous.
///
/// A tensor is a view of rows of shared memory, so slicing rows copies nothing. Operations make new
/// tensors and never write to memory that another tensor can see.
package struct Tensor: Sendable {
  let buffer: FloatBuffer
  let start: Int
  package let rows: Int
  package let columns: Int
  package let channels: Int

  /// A map of undefined content, for an operation to fill.
  init(uninitialized rows: Int, _ columns: Int, _ channels: Int) {
    precondition(rows >= 0 && columns >= 0 && channels >= 0)
    buffer = FloatBuffer(count: rows * columns * channels)
    start = 0
    self.rows = rows
    self.columns = columns
    self.channels = channels
  }

  private init(_ whole: Tensor, rows range: Range<Int>) {
    buffer = whole.buffer
    start = whole.start + range.lowerBound * whole.columns * whole.channels
    rows = range.count
    columns = whole.columns
    channels = whole.channels
  }

  init(_ whole: Tensor, rows: Int, columns: Int, channels: Int) {
    precondition(
      rows * columns * channels == whole.count, "the shapes have different numbers of elements")
    buffer = whole.buffer
    start = whole.start
    self.rows = rows
    self.columns = columns
    self.channels = channels
  }

  /// A map of `values` in reading order, channels innermost.
  package init(rows: Int, columns: Int, channels: Int, values: [Float]) {
    precondition(values.count == rows * columns * channels, "values do not fill the shape")
    self.init(uninitialized: rows, columns, channels)
    unsafe values.withUnsafeBufferPointer {
      unsafe base.update(from: $0.baseAddress!, count: $0.count)
    }
  }

  /// A map of zeros.
  package static func zeros(rows: Int, columns: Int, channels: Int) -> Tensor {
    let tensor = Tensor(uninitialized: rows, columns, channels)
    unsafe tensor.base.update(repeating: 0, count: tensor.count)
    return tensor
  }

  package var positions: Int { rows * columns }
  package var count: Int { rows * columns * channels }

  /// The rows `range`, without a copy.
  package func slice(rows range: Range<Int>) -> Tensor {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows out of range")
    return Tensor(self, rows: range)
  }

  /// A copy of all values in reading order, channels innermost.
  package var values: [Float] {
    unsafe Array(UnsafeBufferPointer(start: base, count: count))
  }

  var base: UnsafeMutablePointer<Float> { unsafe buffer.base + start }
}
