import CKernels

/// The arithmetic of blocks of 8×8 pixels: their cosine transform, in integers, and their errors.
package struct PixelBlocks: Sendable {
  /// Samples, [plane][y][x].
  package typealias Samples = InlineArray<192, UInt8>
  /// Coefficients of the cosine transform in 1/16, [plane][v][u].
  package typealias Coefficients = InlineArray<192, Int32>

  private let kernels: Kernels
  private let planes: Int
  /// Whether three planes are coded as luma and two chroma (YCoCg).
  private let isLuma: Bool

  /// - Parameter planes: 1 or 3
  package init(planes: Int, isLuma: Bool) {
    precondition(planes == 3 || (planes == 1 && !isLuma), "blocks have one plane or three")
    kernels = .current
    (self.planes, self.isLuma) = (planes, isLuma)
  }

  /// The coefficients of what a prediction lacks.
  package func coefficients(
    of prediction: borrowing Samples, to pixels: borrowing Samples
  ) -> Coefficients {
    let (prediction, pixels) = (prediction.span, pixels.span)
    var coefficients = Coefficients(repeating: 0)
    var output = coefficients.mutableSpan
    unsafe prediction.withUnsafeBufferPointer { prediction in
      unsafe pixels.withUnsafeBufferPointer { pixels in
        unsafe output.withUnsafeMutableBufferPointer { coefficients in
          unsafe kernels.table.pointee.block_coefficients(
            pixels.baseAddress, prediction.baseAddress, planes, isLuma, coefficients.baseAddress)
        }
      }
    }
    return coefficients
  }

  /// A prediction with its corrections.
  ///
  /// - Parameter coefficients: within ±2¹⁵
  package func corrected(
    _ prediction: borrowing Samples, by coefficients: borrowing Coefficients
  ) -> Samples {
    let (prediction, coefficients) = (prediction.span, coefficients.span)
    var samples = Samples(repeating: 0)
    var output = samples.mutableSpan
    unsafe prediction.withUnsafeBufferPointer { prediction in
      unsafe coefficients.withUnsafeBufferPointer { coefficients in
        unsafe output.withUnsafeMutableBufferPointer { samples in
          unsafe kernels.table.pointee.block_pixels(
            coefficients.baseAddress, prediction.baseAddress, planes, isLuma, samples.baseAddress)
        }
      }
    }
    return samples
  }

  /// The sum of squared differences of two blocks.
  package func error(of one: borrowing Samples, _ other: borrowing Samples) -> Int {
    let (one, other) = (one.span, other.span)
    return unsafe one.withUnsafeBufferPointer { one in
      unsafe other.withUnsafeBufferPointer { other in
        unsafe Int(
          kernels.table.pointee.block_error(one.baseAddress, other.baseAddress, 64 * planes))
      }
    }
  }
}
