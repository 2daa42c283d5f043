/// Quantised coefficients of whole rows of MCUs, component after component.
///
/// Blocks follow each other in rows, and a block's 64 values are in natural order: 8 v + u, where v
/// is the vertical frequency. What no scan codes is 0.
package struct CoefficientPlanes: Equatable, Sendable {
  package private(set) var frame: FrameHeader
  /// The rows of MCUs that these planes hold.
  package private(set) var rows: Range<Int>
  /// Where each component's first value lies.
  package let starts: [Int]
  /// All values; their number never changes.
  package internal(set) var values: [Int16]

  /// Zeros for some rows of MCUs.
  ///
  /// - Parameter limit: the most values to allocate
  package init(
    _ frame: FrameHeader, rows: Range<Int>, coefficientLimit limit: Int
  ) throws(JPEGError) {
    guard rows.lowerBound >= 0, rows.upperBound <= frame.unitsHigh else {
      throw .malformed(part: "rows")
    }
    var starts: [Int] = []
    var count = 0
    for component in frame.components {
      starts.append(count)
      count += 64 * component.paddedWide * component.down * rows.count
    }
    guard count <= limit else { throw .tooLarge(coefficients: count, limit: limit) }
    (self.frame, self.rows, self.starts) = (frame, rows, starts)
    values = Array(repeating: 0, count: count)
  }

  /// The rows of blocks that are held of a component, padding included.
  package func blockRows(of component: Int) -> Int {
    frame.components[component].down * rows.count
  }

  /// Where a block's values begin.
  ///
  /// - Parameter row: of blocks, counted from the first one held
  package func start(component: Int, row: Int, column: Int) -> Int {
    starts[component] + 64 * (row * frame.components[component].paddedWide + column)
  }

  /// Takes over what was learnt of a frame since: its quantisation.
  mutating func update(_ frame: FrameHeader) { self.frame = frame }

  /// Whether these are planes of a frame, whatever its quantisation.
  func fits(_ other: FrameHeader) -> Bool { frame.hasSamePlanes(as: other) }

  /// One of the values; what is set is what a writer will code.
  package subscript(index index: Int) -> Int16 {
    get { values[index] }
    set { values[index] = newValue }
  }

  /// Some of the rows of these planes.
  func slice(_ part: Range<Int>) throws(JPEGError) -> CoefficientPlanes {
    var slice = try Self(frame, rows: part, coefficientLimit: values.count)
    for (from, to) in zip(spans(of: part), slice.spans(of: part)) {
      slice.values.replaceSubrange(to, with: values[from])
    }
    return slice
  }

  /// Takes over rows of other planes of the same frame.
  mutating func paste(_ part: CoefficientPlanes) {
    for (from, to) in zip(part.spans(of: part.rows), spans(of: part.rows)) {
      values.replaceSubrange(to, with: part.values[from])
    }
  }

  /// Where the values of some of these rows lie, by component.
  private func spans(of part: Range<Int>) -> [Range<Int>] {
    zip(frame.components, starts).map { component, start in
      let row = 64 * component.paddedWide * component.down
      let first = start + row * (part.lowerBound - rows.lowerBound)
      return first..<first + row * part.count
    }
  }

  /// Calls a function with all values, which it may change.
  mutating func withBuffer(_ body: (UnsafeMutableBufferPointer<Int16>) -> Void) {
    unsafe values.withUnsafeMutableBufferPointer { buffer in unsafe body(buffer) }
  }
}
