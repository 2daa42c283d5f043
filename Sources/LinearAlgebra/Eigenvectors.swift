import CLAPACK

/// The eigenvectors of a symmetric matrix and their eigenvalues, largest first.
///
/// By LAPACK: reduction to tridiagonal form and divide-and-conquer. The routines are called one
/// by one because `dsyevd`, which joins them, would draw in the Fortran runtime.
package struct Eigenvectors: Sendable {
  /// Rows and columns of the matrix.
  package let order: Int
  /// In descending order.
  package let values: [Double]
  /// order × order: vector after vector, each of length 1.
  package let vectors: [Double]

  /// - Parameters:
  ///   - matrix: order × order; only one triangle is read.
  ///   - order: at least 1
  /// - Throws: ``EigenvectorsError`` if numbers are not finite or do not converge.
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
    // What dstedc asks for; the others need less.
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

/// Why a matrix has no eigenvectors that can be had.
package enum EigenvectorsError: Error, Equatable, CustomStringConvertible {
  case notFinite
  /// LAPACK's routine says that something did not converge: its `info`.
  case failed(routine: String, info: Int)

  package var description: String {
    switch self {
    case .notFinite: "the matrix has infinite entries"
    case .failed(let routine, let info): "LAPACK's \(routine) failed with info \(info)"
    }
  }
}

/// Takes the place of LAPACK's own `xerbla`, as LAPACK invites users to do: that one prints by
/// the Fortran runtime, which nothing else would need.
///
/// It is called for arguments of wrong value, which is a mistake in this file.
@_cdecl("xerbla_")
func refuseArgument(
  _ routine: UnsafePointer<UInt8>, _ argument: UnsafePointer<Int32>, _ length: Int
) {
  let name = unsafe String(
    decoding: UnsafeBufferPointer(start: routine, count: max(length, 0)), as: UTF8.self)
  fatalError("LAPACK's \(name) refuses its argument \(unsafe argument.pointee)")
}
