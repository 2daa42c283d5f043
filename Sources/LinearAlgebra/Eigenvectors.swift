import CLAPACK

/// The eigenvectors and eigenvalues of a symmetric matrix, largest first.
///
/// LAPACK computes them by reduction to tridiagonal form and divide-and-conquer. The routines are
/// called one by one because `dsyevd`, which combines them, would link the Fortran runtime.
package struct Eigenvectors: Sendable {
  /// Rows and columns of the matrix.
  package let order: Int
  /// In descending order.
  package let values: [Double]
  /// order × order: the eigenvectors one after the other, each a unit vector.
  package let vectors: [Double]

  /// Computes all eigenvectors.
  ///
  /// - Parameters:
  ///   - matrix: order × order; only one triangle is read
  ///   - order: at least 1
  /// - Throws: ``EigenvectorsError`` if entries are not finite or LAPACK does not converge
  /// - Complexity: O(order³)
  package init(ofSymmetric matrix: [Double], order: Int) throws(EigenvectorsError) {
    precondition(order > 0 && matrix.count == order * order, "the matrix is not order × order")
    guard matrix.allSatisfy(\.isFinite) else { throw .notFinite }
    var columns = matrix
    let ascending = try Self.solve(&columns, order: order)
    self.order = order
    values = ascending.reversed()
    vectors = (0..<order).reversed().flatMap { columns[$0 * order..<($0 + 1) * order] }
  }

  /// Replaces a matrix by its eigenvectors and returns its eigenvalues, both ascending.
  private static func solve(
    _ matrix: inout [Double], order: Int
  ) throws(EigenvectorsError) -> [Double] {
    // The workspace of dstedc; the others need less.
    let halvings = Int.bitWidth - order.leadingZeroBitCount
    let size = 1 + (3 + 2 * halvings + 4 * order) * order
    var length = Int32(max(size, 64 * order))
    var integerLength = Int32(6 + (6 + 5 * halvings) * order)
    var work = [Double](repeating: 0, count: Int(length))
    var integers = [Int32](repeating: 0, count: Int(integerLength))
    var diagonal = [Double](repeating: 0, count: order)
    var beside = diagonal
    var reflectors = diagonal
    var (n, info): (Int32, Int32) = (Int32(order), 0)
    unsafe dsytrd_(
      "L", &n, &matrix, &n, &diagonal, &beside, &reflectors, &work, &length, &info, 1)
    guard info == 0 else { throw .failed(routine: "dsytrd", info: Int(info)) }
    unsafe dorgtr_("L", &n, &matrix, &n, reflectors, &work, &length, &info, 1)
    guard info == 0 else { throw .failed(routine: "dorgtr", info: Int(info)) }
    unsafe dstedc_(
      "V", &n, &diagonal, &beside, &matrix, &n, &work, &length, &integers, &integerLength,
      &info, 1)
    guard info == 0 else { throw .failed(routine: "dstedc", info: Int(info)) }
    return diagonal
  }
}

/// Why the eigenvectors of a matrix cannot be computed.
package enum EigenvectorsError: Error, Equatable, CustomStringConvertible {
  case notFinite
  /// A routine of LAPACK did not converge; its `info`.
  case failed(routine: String, info: Int)

  package var description: String {
    switch self {
    case .notFinite: "the matrix has infinite entries"
    case .failed(let routine, let info): "LAPACK's \(routine) failed with info \(info)"
    }
  }
}

/// Replaces LAPACK's error handler `xerbla`, as LAPACK permits: the original prints by the Fortran
/// runtime, which nothing else needs.
///
/// LAPACK calls it for invalid arguments, which are a programming error in this file.
@_cdecl("xerbla_")
func refuseArgument(
  _ routine: UnsafePointer<UInt8>, _ argument: UnsafePointer<Int32>, _ length: Int
) {
  let name = unsafe String(
    decoding: UnsafeBufferPointer(start: routine, count: max(length, 0)), as: UTF8.self)
  fatalError("LAPACK's \(name) refuses its argument \(unsafe argument.pointee)")
}
