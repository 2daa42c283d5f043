import Autodiff
import Tensors

/// Conversions between squared errors and decibels.
package enum Decibels {
  /// Added to a mean squared error of samples 0…1, so that its logarithm is finite.
  private static let floor = 1e-6
  private static let perLog = 10 / 2.302585092994046

  /// The mean squared error of samples 0…1 at a PSNR.
  package static func error(decibels: Double) -> Double {
    // This is 10^(−d/10), by the exponential that kernels have.
    let tensor = Tensor(
      rows: 1, columns: 1, channels: 1, values: [Float(-decibels / perLog)])
    return Double(tensor.mapped(.exponential).values[0])
  }

  /// 10 · log₁₀ of mean squared errors.
  package static func decibels(errors: [Double]) -> [Float] {
    Tensor.vector(errors.map { Float($0 + floor) }).mapped(.logarithm)
      .scaled(by: Float(perLog)).values
  }

  /// The derivative of ``decibels(errors:)``.
  package static func slope(error: Double) -> Double { perLog / (error + floor) }

  /// The PSNR of two pictures, at most 99 dB.
  ///
  /// - Parameter squares: the sum of squared differences of samples
  package static func psnr(squares: Int, count: Int) -> Double {
    guard squares > 0 else { return 99 }
    let error = Tensor.vector([Float(Double(squares) / (65025 * Double(count)))])
    return min(-perLog * Double(error.mapped(.logarithm).values[0]), 99)
  }
}

extension Variable {
  /// 10 · log₁₀ of each sample's mean squared error; less is better.
  ///
  ///     x, target  (samples · height) × width × channels
  ///     out        samples × 1 × 1
  package func decibels(of target: Tensor) -> Variable {
    let difference = value.combined(.difference, target)
    let count = Double(value.count / samples)
    let errors = difference.dots(difference, samples: samples).map { $0 / count }
    return recording(.vector(Decibels.decibels(errors: errors)), name: "decibels") { gradient in
      difference.scaled(
        bySample: zip(gradient.values, errors).map {
          $0 * Float(2 / count * Decibels.slope(error: $1))
        })
    }
  }
}
