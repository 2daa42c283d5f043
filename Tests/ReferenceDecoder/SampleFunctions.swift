/// The functions of objects-1.md, section 4, in binary32.
package enum SampleFunctions {
  package static let named: [String: @Sendable (Float) -> Float] = [
    "identity": { $0 }, "leaky": { act([$0])[0] }, "relu": { $0 < 0 ? 0 : $0 },
    "sigmoid": { 1 / (1 + exp32(-$0)) }, "tanh": tanh, "softplus": softplus,
  ]

  private static func constant(_ bits: UInt32) -> Float { Float(bitPattern: bits) }

  /// 2ⁿ and m of exp32 and expm1.
  private static func reduced(_ x: Float) -> (power: Float, m: Float) {
    let y = x > 88 ? 88 : x < -87 ? -87 : x
    let n = y * constant(0x3FB8_AA3B) + constant(0x4B40_0000) - constant(0x4B40_0000)
    let r = (y - n * constant(0x3F31_8000)) - n * constant(0xB95E_8083)
    var p = constant(0x3950_0D01)
    for bits: UInt32 in [0x3AB6_0B61, 0x3C08_8889, 0x3D2A_AAAB, 0x3E2A_AAAB, 0x3F00_0000] {
      p = p * r + constant(bits)
    }
    return (Float(sign: .plus, exponent: Int(n), significand: 1), r + r * r * p)
  }

  static func exp32(_ x: Float) -> Float {
    let (power, m) = reduced(x)
    return power * m + power
  }

  private static func tanh(_ x: Float) -> Float {
    let (power, m) = reduced(-2 * abs(x))
    let e = power * m + (power - 1)
    let t = -e / (e + 2)
    return x < 0 ? -t : t
  }

  /// The natural logarithm of a finite x > 0.
  static func ln(_ x: Float) -> Float {
    let b = Int32(bitPattern: x.bitPattern)
    let e = (b - 0x3F35_04F3) >> 23
    let f = Float(bitPattern: UInt32(bitPattern: b - e << 23)) - 1
    let z = f * f
    var p = constant(0x3D90_21BB)
    let rest: [UInt32] = [
      0xBDEB_D1B8, 0x3DEF_251A, 0xBDFE_5D4F, 0x3E11_E9BF, 0xBE2A_AE50, 0x3E4C_CEAC, 0xBE7F_FFFC,
      0x3EAA_AAAA,
    ]
    for bits in rest { p = p * f + constant(bits) }
    let y = ((p * f) * z + Float(e) * constant(0xB95E_8083)) - 0.5 * z
    return (f + y) + Float(e) * constant(0x3F31_8000)
  }

  private static func softplus(_ x: Float) -> Float {
    let u = exp32(-abs(x))
    let w = 1 + u
    let d = w - 1
    return (x > 0 ? x : x * 0) + (d == 0 ? u : ln(w) * (u / d))
  }
}
