/// Reorders the numbers of an array between C order (last axis fastest) and Fortran order (first
/// axis fastest).
package struct AxisOrder {
  private let axes: [Int]
  private let width: Int

  /// - Parameter width: bytes of a number
  package init(_ axes: [Int], width: Int) {
    self.axes = axes
    self.width = width
  }

  /// Reorders numbers from Fortran order to C order.
  package func rowMajor(_ bytes: [UInt8]) -> [UInt8] {
    var moved = [UInt8](repeating: 0, count: bytes.count)
    forEachNumber { offset, fortran in
      for byte in 0..<width { moved[offset + byte] = bytes[fortran + byte] }
    }
    return moved
  }

  /// Reorders numbers from C order to Fortran order.
  package func columnMajor(_ bytes: [UInt8]) -> [UInt8] {
    var moved = [UInt8](repeating: 0, count: bytes.count)
    forEachNumber { offset, fortran in
      for byte in 0..<width { moved[fortran + byte] = bytes[offset + byte] }
    }
    return moved
  }

  /// Calls `body` with the byte offsets of each number in both orders.
  private func forEachNumber(_ body: (Int, Int) -> Void) {
    let strides = axes.indices.map { axes[..<$0].reduce(width, *) }
    var position = [Int](repeating: 0, count: axes.count)
    var fortran = 0
    for number in 0..<axes.reduce(1, *) {
      body(number * width, fortran)
      var axis = axes.count - 1
      while axis >= 0 {
        position[axis] += 1
        fortran += strides[axis]
        if position[axis] < axes[axis] { break }
        fortran -= strides[axis] * axes[axis]
        position[axis] = 0
        axis -= 1
      }
    }
  }
}
