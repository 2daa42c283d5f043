import CKernels

/// A row of a decoded picture with its neighbours and the classes of its pixels, valid only during
/// the call that passes it.
@safe
package struct ClassifiedRow: ~Copyable {
  /// Rows y − 2 … y + 2 in sixteenths of a sample's step, planes ``planeStride`` apart, each from
  /// its first pixel on; two samples on its left and two on its right repeat its ends.
  let near: [UnsafePointer<Int16>]
  let classes: UnsafePointer<UInt16>
  let planeStride: Int
  let width: Int
  let planes: Int
}

/// Classifies the pixels of a decoded picture for a post-filter, row by row, three rows late.
///
/// All arithmetic is in integers, exactly as in `Formats/codes-1.md`, 10.4.
package struct ClassifiedRows: ~Copyable {
  private let (width, height, planes): (Int, Int, Int)
  /// The number of rows taken and passed on.
  private var (taken, shown) = (0, 0)
  private let plane: Int
  private var samples: RowRing<Int16>
  private var luma: RowRing<Int16>
  private var products: RowRing<Int32>
  private var scratch: [Int32]
  private var classes: [UInt16]

  /// - Parameter planes: 1 or 3
  package init(width: Int, height: Int, planes: Int) {
    precondition(planes == 1 || planes == 3)
    (self.width, self.height, self.planes) = (width, height, planes)
    plane = width + 7
    samples = RowRing(length: planes * plane, zero: 0)
    luma = RowRing(length: width + 2, zero: 0)
    products = RowRing(length: 3 * (width + 4), zero: 0)
    scratch = Array(repeating: 0, count: 3 * (width + 4))
    classes = Array(repeating: 0, count: width)
  }

  /// Takes the next rows; pixels beyond the right and lower edge of the picture are ignored.
  ///
  /// - Parameters:
  ///   - band: rows × at least width × 3, about 0…1, not clamped; a picture of one plane gets the
  ///     mean of the three channels
  ///   - show: receives the rows that are complete, from the top; with the last rows all that
  ///     remain
  package mutating func take(_ band: Tensor, show: (borrowing ClassifiedRow) -> Void) {
    precondition(band.channels == 3 && band.columns >= width)
    let source = planes == 3 ? band : band.grey
    for row in 0..<min(source.rows, height - taken) {
      unsafe append(source.base + row * source.columns * planes)
      if taken > 1 { multiply(slopesOf: taken - 2, show) }
      if taken == height { multiply(slopesOf: taken - 1, show) }
    }
    if taken == height { while shown < height { classify(show) } }
  }

  private mutating func append(_ row: UnsafePointer<Float>) {
    let table = unsafe Kernels.current.table
    let (plane, width, planes) = (plane, width, planes)
    unsafe samples.withRows([taken]) { samples in
      let first = unsafe samples[0] + 2
      unsafe table.pointee.to_sixteenths(first, plane, row, width, planes)
      for index in 0..<planes {
        let line = unsafe first + index * plane
        for edge in -2..<0 { unsafe line[edge] = line[0] }
        for edge in width..<plane - 2 { unsafe line[edge] = line[width - 1] }
      }
      unsafe luma.withRows([taken]) { luma in
        let line = unsafe luma[0] + 1
        unsafe table.pointee.quarters(line, first, plane, width, planes)
        unsafe line[-1] = line[0]
        unsafe line[width] = line[width - 1]
      }
    }
    taken += 1
  }

  /// Computes the products of slopes at a row, and shows the row that becomes complete by it.
  private mutating func multiply(
    slopesOf row: Int, _ show: (borrowing ClassifiedRow) -> Void
  ) {
    let (above, below) = (max(row - 1, 0), min(row + 1, height - 1))
    let width = width
    unsafe products.withRows([row]) { products in
      unsafe luma.withRows([above, row, below]) { luma in
        unsafe Kernels.current.table.pointee.structure(
          products[0], luma[0] + 1, luma[1] + 1, luma[2] + 1, width)
      }
    }
    if row >= 2 { classify(show) }
  }

  private mutating func classify(_ show: (borrowing ClassifiedRow) -> Void) {
    let near = (-2...2).map { min(max(shown + $0, 0), height - 1) }
    let (width, planes, plane) = (width, planes, plane)
    unsafe products.withRows(near) { products in
      let rows = unsafe products.map { unsafe Optional(UnsafePointer($0)) }
      unsafe rows.withUnsafeBufferPointer { rows in
        unsafe Kernels.current.table.pointee.classes(&classes, rows.baseAddress, &scratch, width)
      }
    }
    unsafe samples.withRows(near) { rows in
      unsafe classes.withUnsafeBufferPointer { classes in
        show(
          unsafe ClassifiedRow(
            near: rows.map { unsafe UnsafePointer($0 + 2) }, classes: classes.baseAddress!,
            planeStride: plane, width: width, planes: planes))
      }
    }
    shown += 1
  }
}

/// A ring buffer of the last eight rows.
private struct RowRing<Element> {
  private static var rows: Int { 8 }
  private var elements: [Element]
  private let length: Int

  init(length: Int, zero: Element) {
    self.length = length
    elements = Array(repeating: zero, count: Self.rows * length)
  }

  mutating func withRows(_ rows: [Int], _ body: ([UnsafeMutablePointer<Element>]) -> Void) {
    unsafe elements.withUnsafeMutableBufferPointer { elements in
      let first = elements.baseAddress!
      unsafe body(rows.map { unsafe first + $0 % Self.rows * length })
    }
  }
}
