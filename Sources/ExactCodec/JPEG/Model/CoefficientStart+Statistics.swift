import CKernels
import Tensors

extension CoefficientStart {
  /// What is known of a picture apart from counters and weights.
  package struct Statistics: Sendable {
    /// Of the least squares, by kind and coefficient: the rows of the covariance, and the target.
    package var squares: [Float]
    package var errors: [Int32]

    package init(squares: [Float], errors: [Int32]) {
      (self.squares, self.errors) = (squares, errors)
    }
  }

  /// The share of the samples of least squares that a picture begins with.
  private static let keptShare: Float = 0.2
  /// The numbers of a covariance and its target.
  private static let numbers = 72

  /// When set, the samples count for less, so that a picture's own soon prevail, and the weights
  /// follow from them.
  package var statistics: Statistics {
    get {
      Statistics(
        squares: squares.flatMap { $0.numbers.prefix(Self.numbers) }, errors: errors)
    }
    set {
      errors = newValue.errors
      for index in squares.indices {
        let numbers = newValue.squares[index * Self.numbers..<(index + 1) * Self.numbers]
        var fitted = aez_least_squares()
        fitted.numbers = Array(numbers) + Array(repeating: 0, count: 8)
        unsafe Kernels.current.table.pointee.jpeg_solve!(&fitted)
        fitted.numbers =
          numbers.map { $0 * Self.keptShare } + fitted.numbers.suffix(8)
        squares[index] = fitted
      }
    }
  }
}

extension aez_least_squares {
  /// The rows of the covariance, the target, and the weights.
  var numbers: [Float] {
    get {
      unsafe withUnsafeBytes(of: self) { bytes in
        unsafe Array(bytes.bindMemory(to: Float.self).prefix(80))
      }
    }
    set {
      unsafe withUnsafeMutableBytes(of: &self) { bytes in
        let floats = unsafe bytes.bindMemory(to: Float.self)
        for (index, number) in newValue.enumerated() { unsafe floats[index] = number }
      }
    }
  }
}
