/// Probabilities and their logits as integers.
package enum Logistic {
  /// Logits are in 1/256 and within ±12.
  package static let limit = 12 * 256

  /// 65536 / (1 + exp(−x)) for x = 0, ½, 1 … 12.
  private static let curve: [Int] = [
    32768, 40793, 47911, 53581, 57724, 60565, 62428, 63615, 64357, 64816, 65097, 65269, 65374,
    65438, 65476, 65500, 65514, 65523, 65528, 65531, 65533, 65534, 65535, 65535, 65535,
  ]

  /// The probability in 1/65536, 1…65535, of a logit.
  @inlinable
  package static func squash(_ logit: Int) -> Int {
    squashed[min(max(logit, -limit), limit) + limit]
  }

  /// The logit of a probability of 0…65535.
  @inlinable
  package static func stretch(_ probability: Int) -> Int { Int(stretched[probability]) }

  @usableFromInline
  static let squashed: [Int] = (-limit...limit).map { logit in
    let (step, rest) = abs(logit).quotientAndRemainder(dividingBy: 128)
    let next = min(step + 1, curve.count - 1)
    let value = curve[step] + (curve[next] - curve[step]) * rest / 128
    return logit < 0 ? 65536 - value : value
  }

  /// The least logit that squashes to at least the probability.
  @usableFromInline
  static let stretched: [Int16] = {
    var logit = -limit
    return (0..<65536).map { probability in
      while logit < limit && squashed[logit + limit] < probability { logit += 1 }
      return Int16(logit)
    }
  }()

  /// The bits that an event costs, indexed by the upper 12 bits of its probability in 1/65536.
  package static let cost: [Float] = (0..<4096).map { step in
    var bits: Float = 0
    var value = (Float(step) + 0.5) / 4096
    // log₂ by repeated squaring is exact enough for choosing levels.
    while value < 1 {
      value *= 2
      bits += 1
    }
    return bits - fraction(of: value)
  }

  /// log₂ of 1…2.
  private static func fraction(of value: Float) -> Float {
    var (rest, result, weight): (Float, Float, Float) = (value, 0, 0.5)
    for _ in 0..<12 {
      rest *= rest
      if rest >= 2 {
        rest /= 2
        result += weight
      }
      weight /= 2
    }
    return result
  }
}
