/// The functions of codes-1.md, section 7, in binary64.
enum ExactFunctions {
  /// 7.1, for |x| ≤ 700.
  static func exp(_ x: Double) -> Double {
    let n = (x * 1.4426950408889634).rounded(.toNearestOrEven)
    let r = (x - n * 0.6931471803691238) - n * 1.9082149292705877e-10
    var s = 1.0
    for k in stride(from: 13, through: 1, by: -1) { s = 1 + (s * r) / Double(k) }
    return s * Double(sign: .plus, exponent: Int(n), significand: 1)
  }

  /// 7.2.
  static func logistic(_ t: Double) -> Double {
    let e = exp(max(-abs(t), -700))
    return t < 0 ? e / (1 + e) : 1 / (1 + e)
  }

  /// 7.3: the least hyper-latent of a channel with a symbol of its own, and the cumulative P.
  static func hyperPrior(mean: Float, scale: Float) -> (first: Int, cumulative: [UInt64]) {
    let (m, s) = (Double(mean), Double(scale))
    let first = Int((m - 9 * s).rounded(.down))
    let end = Int((m + 9 * s).rounded(.up)) + 1
    let cumulative = (first...end).map { z in
      UInt64((logistic(((Double(z) - 0.5) - m) / s) * 4_294_967_296).rounded(.down))
    }
    return (first, cumulative)
  }

  /// 7.4, for a level of scale and w = −8…8.
  static func offset(scale: Int, _ w: Int) -> Float {
    let sigma = exp(-3.2 + (Double(scale) * 8.7) / 63)
    let u = Double(w) / 16
    if sigma > 8 { return 0 }
    if abs(w) == 8 {
      let e = exp(-1 / sigma)
      let far = (0.5 * (1 + e)) / (1 - e) - sigma
      return Float(w < 0 ? -far : far)
    }
    let (a, b) = (0.5 - u, u + 0.5)
    let (ea, eb) = (exp((-a) / sigma), exp((-b) / sigma))
    let ma = sigma * sigma - (ea * sigma) * (sigma + a)
    let mb = sigma * sigma - (eb * sigma) * (sigma + b)
    return Float(u + (ma - mb) / (sigma * ((2 - eb) - ea)))
  }

  /// offset[scale][w + 8]
  static let offsets = (0..<64).map { scale in (-8...8).map { offset(scale: scale, $0) } }
}

/// codes-1.md, *Conventions*: a NaN gives `high`.
func clamp(_ x: Float, _ low: Float, _ high: Float) -> Float {
  let y = x < high ? x : high
  return y > low ? y : low
}

/// The nearest integer, ties to even.
func rne(_ x: Float) -> Int { Int(x.rounded(.toNearestOrEven)) }

/// codes-1.md, section 9.4: a mean in sixteenths and a level of scale 0…63.
func rounded(mu: Float, s: Float) -> (mean: Int, scale: Int) {
  let (low, high) = (-Float(bitPattern: 0x404C_CCCD), Float(bitPattern: 0x40B0_0000))
  let c = Float(bitPattern: 0x40E7_B961)
  return (
    rne(clamp(mu * 16, -2_097_152, 2_097_152)), rne((clamp(s, low, high) - low) * c)
  )
}
