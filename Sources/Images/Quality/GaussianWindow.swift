import Foundation

/// Eight values that are computed with at once; the results are the same on every machine.
typealias Lanes = SIMD8<Double>

/// SSIM's window of 11 weights, a Gaussian of standard deviation 1.5 that sums to 1.
struct GaussianWindow {
  /// The number of weights along a side.
  static let size = 11

  /// The weights from the edge to the centre; the other half mirrors them.
  private let weights: [Double]

  init() {
    let curve = (-5...5).map { exp(-Double($0 * $0) / (2 * 1.5 * 1.5)) }
    let sum = curve.reduce(0, +)
    weights = curve.prefix(6).map { $0 / sum }
  }

  /// Writes, for i below `count`, to `output[start + i]` the weighted sum of
  /// `input[taps[k] + i]` over all 11 taps k.
  ///
  /// Along a row taps lie one after the other, down a column a row apart.
  func filter(
    _ input: [Lanes], taps: [Int], into output: inout [Lanes], from start: Int, count: Int
  ) {
    let source = input.span
    var target = output.mutableSpan
    let s0 = source.extracting(droppingFirst: taps[0])
    let s1 = source.extracting(droppingFirst: taps[1])
    let s2 = source.extracting(droppingFirst: taps[2])
    let s3 = source.extracting(droppingFirst: taps[3])
    let s4 = source.extracting(droppingFirst: taps[4])
    let s5 = source.extracting(droppingFirst: taps[5])
    let s6 = source.extracting(droppingFirst: taps[6])
    let s7 = source.extracting(droppingFirst: taps[7])
    let s8 = source.extracting(droppingFirst: taps[8])
    let s9 = source.extracting(droppingFirst: taps[9])
    let s10 = source.extracting(droppingFirst: taps[10])
    let (w0, w1, w2) = (weights[0], weights[1], weights[2])
    let (w3, w4, w5) = (weights[3], weights[4], weights[5])
    for i in 0..<count {
      var sum = w0 * (s0[i] + s10[i])
      sum += w1 * (s1[i] + s9[i])
      sum += w2 * (s2[i] + s8[i])
      sum += w3 * (s3[i] + s7[i])
      sum += w4 * (s4[i] + s6[i])
      target[start &+ i] = sum + w5 * s5[i]
    }
  }
}
