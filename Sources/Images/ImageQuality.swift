private import Foundation

/// The mean of the squared differences of all samples but alpha, in squared 8-bit steps.
///
/// Both images have the same size, and both have colour or both have not.
package func meanSquaredError(_ a: Image, _ b: Image) -> Double {
  precondition(a.width == b.width && a.height == b.height, "images differ in size")
  precondition(a.channels.isColour == b.channels.isColour, "grey against colour")
  let (first, second) = (a.colourSamples, b.colourSamples)
  var sum = 0
  for index in first.indices {
    let difference = Int(first[index]) - Int(second[index])
    sum += difference * difference
  }
  return Double(sum) / Double(first.count)
}

/// Peak signal-to-noise ratio in decibels, 10·log₁₀(255² / mean squared error), over all samples
/// but alpha; infinite for equal images.
package func psnr(_ a: Image, _ b: Image) -> Double {
  let error = meanSquaredError(a, b)
  return error == 0 ? .infinity : 10 * log10(255 * 255 / error)
}
