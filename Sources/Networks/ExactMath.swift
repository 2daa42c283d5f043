/// e^x from operations that IEEE 754 rounds exactly, so it is the same on every machine.
///
/// x = n·ln 2 + r with |r| ≤ 0.35; e^r by its Taylor series to r^13/13!, innermost term first;
/// then n doublings or halvings. No step is a fused multiply-add. For −700 ≤ x ≤ 700.
package func exactExp(_ x: Double) -> Double {
  precondition(abs(x) <= 700)
  let n = (x * 1.4426950408889634).rounded(.toNearestOrEven)
  let r = (x - n * 0.6931471803691238) - n * 1.9082149292705877e-10
  var sum = 1.0
  for k in stride(from: 13.0, through: 1.0, by: -1.0) {
    sum = 1.0 + sum * r / k
  }
  // Scaling by a power of two is exact.
  return Double(sign: .plus, exponent: Int(n), significand: sum)
}

/// The logistic function 1 / (1 + e^−t), the same on every machine like ``exactExp(_:)``.
func exactLogistic(_ t: Double) -> Double {
  let e = exactExp(max(-abs(t), -700))
  return t < 0 ? e / (1 + e) : 1 / (1 + e)
}
