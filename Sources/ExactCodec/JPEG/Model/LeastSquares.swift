import CKernels

/// The least squares of each kind of component and coefficient.
@safe
final class LeastSquares {
  static let count = 3 * 64

  private let first: UnsafeMutablePointer<aez_least_squares>

  init(_ states: [aez_least_squares]) {
    precondition(states.count == Self.count)
    unsafe first = .allocate(capacity: Self.count)
    for index in 0..<Self.count { unsafe (first + index).initialize(to: states[index]) }
  }

  deinit { unsafe first.deallocate() }

  /// Those of a kind of component, by coefficient.
  func ofKind(_ kind: Int) -> UnsafeMutablePointer<aez_least_squares> { unsafe first + 64 * kind }

  var states: [aez_least_squares] { (0..<Self.count).map { unsafe first[$0] } }
}
