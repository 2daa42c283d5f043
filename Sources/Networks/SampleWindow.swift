import Tensors

/// The rows of a picture that are at hand, out of all that come one after the other.
struct SampleWindow {
  private let size: PhotoSize
  /// rows × width × 3, interleaved, and the row they begin with.
  private var samples: [UInt8] = []
  private var top = 0

  init(size: PhotoSize) {
    self.size = size
  }

  /// Forgets the rows above `rows`, and has as many of these at hand as there are.
  ///
  /// - Parameter read: gives the samples of the next rows, so many × width × 3
  mutating func move<Failure>(
    to rows: Range<Int>, read: (Int) throws(Failure) -> [UInt8]
  ) throws(Failure) {
    let line = 3 * size.width
    samples.removeFirst((rows.lowerBound - top) * line)
    top = rows.lowerBound
    let missing = min(rows.upperBound, size.height) - top - samples.count / line
    guard missing > 0 else { return }
    let read = try read(missing)
    precondition(read.count == missing * line, "rows are missing")
    samples += read
  }

  /// Square blocks of pixels as channels; see ``Tensor/init(unshuffling:from:height:width:by:blockRows:blockColumns:)``.
  ///
  /// - Parameter rows: of blocks, all of whose pixels are at hand
  func blocks(of side: Int, rows: Range<Int>, columns: Int) -> Tensor {
    Tensor(
      unshuffling: samples, from: top, height: size.height, width: size.width, by: side,
      blockRows: rows, blockColumns: columns)
  }
}
