import Foundation

/// The mean of the squared differences of all samples but alpha, in squared 8-bit steps; as much as
/// they are visible, by the alpha of `a`.
///
/// Both images have the same size, and both or neither have colour.
package func meanSquaredError(_ a: Image, _ b: Image) -> Double {
  var error = VisibleError()
  error.add(a, b)
  return error.mean
}

/// Squared differences of pictures, each weighted by the alpha of its pixel.
package struct VisibleError: Sendable {
  /// The sum of alpha times the squared difference.
  private var sum = 0
  /// The sum of the alpha of all samples; 255 for those of opaque pictures.
  private var weight = 0

  package init() {}

  /// Adds rows of a picture and of what became of it.
  package mutating func add(_ original: Image, _ other: Image) {
    guard let alpha = original.alphaPlane else {
      sum += 255 * sumOfSquaredErrors(original, other)
      weight += 255 * original.shape.sampleCount
      return
    }
    requireComparable(original, other)
    let (first, second) = (original.colourSamples, other.colourSamples)
    let planes = original.channels.withoutAlpha.count
    for (pixel, alpha) in alpha.enumerated() where alpha > 0 {
      var squares = 0
      for index in planes * pixel..<planes * (pixel + 1) {
        let difference = Int(first[index]) - Int(second[index])
        squares += difference * difference
      }
      sum += Int(alpha) * squares
      weight += Int(alpha) * planes
    }
  }

  /// The mean, in squared 8-bit steps; 0 if nothing is visible.
  package var mean: Double { weight > 0 ? Double(sum) / Double(weight) : 0 }

  /// The sum, in squared 8-bit steps of opaque pixels.
  package var total: Double { Double(sum) / 255 }
}

/// The sum of the squared differences of all samples but alpha.
///
/// Both images have the same size, and both or neither have colour.
package func sumOfSquaredErrors(_ a: Image, _ b: Image) -> Int {
  requireComparable(a, b)
  let (first, second) = (a.colourSamples, b.colourSamples)
  var sum = 0
  for index in first.indices {
    let difference = Int(first[index]) - Int(second[index])
    sum += difference * difference
  }
  return sum
}

/// Peak signal-to-noise ratio in decibels, 10·log₁₀(255² / mean squared error), over all samples
/// but alpha, as much as they are visible by the alpha of `a`; infinite if nothing is lost.
package func psnr(_ a: Image, _ b: Image) -> Double {
  decibels(meanSquaredError(a, b))
}

/// PSNR in decibels of luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), not rounded, with the peak
/// 255; infinite for equal luma.
///
/// Both images have the same size, and both or neither have colour.
package func lumaPSNR(_ a: Image, _ b: Image) -> Double {
  requireComparable(a, b)
  guard a.channels.isColour else { return psnr(a, b) }
  let (first, second) = (a.colourSamples, b.colourSamples)
  var sum = 0.0
  for row in stride(from: 0, to: first.count, by: 3 * a.width) {
    // Luma in thousandths is a whole number, and the squares of a row add up exactly.
    var squares = 0
    for index in stride(from: row, to: row + 3 * a.width, by: 3) {
      let red = Int(first[index]) - Int(second[index])
      let green = Int(first[index + 1]) - Int(second[index + 1])
      let blue = Int(first[index + 2]) - Int(second[index + 2])
      let luma = 299 * red + 587 * green + 114 * blue
      squares += luma * luma
    }
    sum += Double(squares)
  }
  return decibels(sum / 1_000_000 / Double(a.pixelCount))
}

/// The PSNR in decibels of a mean squared error in squared 8-bit steps: 10·log₁₀(255² / error),
/// infinite for no error.
package func decibels(_ meanSquaredError: Double) -> Double {
  meanSquaredError == 0 ? .infinity : 10 * log10(255 * 255 / meanSquaredError)
}

/// The mean squared error in squared 8-bit steps of a PSNR in decibels.
package func squaredError(decibels: Double) -> Double {
  255 * 255 * pow(10, -decibels / 10)
}

/// A PSNR in decibels as people read it: rounded down to hundredths, so that a picture that misses
/// a target never appears to meet it. Infinity stays.
package func roundedDown(decibels: Double) -> Double {
  (decibels * 100).rounded(.down) / 100
}

/// - Precondition: both images have the same size, and both or neither have colour.
func requireComparable(_ a: Image, _ b: Image) {
  precondition(a.width == b.width && a.height == b.height, "images differ in size")
  precondition(a.channels.isColour == b.channels.isColour, "grey against colour")
}
