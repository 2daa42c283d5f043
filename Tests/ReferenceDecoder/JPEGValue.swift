extension JPEGStripe {
  /// Decodes a value: jpeg-1.md, *Lengths, signs and bits*.
  mutating func value(
    _ k: Int, _ g: Int, mean: Int, lines: [Int], _ x: [Float], _ around: JPEGAround
  ) -> Int {
    let place = 16 * (64 * kappa + k) + g
    let error = errors[place]
    let scale = error >> 12 + 1
    var length = 0
    while length < 17 {
      let set = min(length, 11)
      let more = bits.bit(
        lines, min(length, 7), 12 * (64 * kappa + k) + set, 3 * (12 * g + set) + kappa)
      if more == 0 { break }
      length += 1
    }
    var value = 0
    if length > 0 {
      let isPositive = sign(k, length, mean, scale, x, around) == 1
      let size = magnitude(g, length, isPositive ? mean : -mean, scale)
      value = isPositive ? size : -size
    }
    errors[place] = error + (5 * (min(abs(16 * value - mean), 32767) << 12 - error)) >> 8
    return value
  }

  /// A one if the value is positive.
  private mutating func sign(
    _ k: Int, _ length: Int, _ mean: Int, _ scale: Int, _ x: [Float], _ around: JPEGAround
  ) -> Int {
    let (u, v) = (k % 8, k / 8)
    func signed(_ size: Int) -> Int { mean < 0 ? -size : size }
    let logit = signed(min(512 * min(abs(mean), 16 << length - 8) / scale, 2047))
    let ratio = signed(min(4 * abs(mean) / (scale + 2), 12))
    let edges = (x[0] > 0 ? 1 : 0) + (x[1] > 0 ? 2 : 0)
    func sign(_ plane: Int, _ block: Int?) -> Int { planes[plane].value(block, k).signum() }
    let beside = sign(component, around.left) + 3 * sign(component, around.above) + 4
    let colours =
      component == 0
      ? 4 : sign(0, around.first) + 3 * sign(component - 1, around.before) + 4
    let row = 8 * kappa + v
    return bits.bit(
      [
        90880 + 32 * (4 * row + min(length, 4) - 1) + ratio + 12,
        93952 + 36 * row + 9 * edges + beside,
        94816 + 81 * row + 9 * colours + beside,
      ], u, expert: logit, 2304 + 64 * kappa + k, 576 + kappa)
  }

  /// The bits of the magnitude below its leading one.
  private mutating func magnitude(_ g: Int, _ length: Int, _ mean: Int, _ scale: Int) -> Int {
    var p = 1
    for b in (0..<length - 1).reversed() {
      let offset = mean - ((16 * (2 * p + 1)) << b - 8)
      let size = min(256 * min(abs(offset), 16 << b) / scale, 2047)
      let node = b == length - 2 ? 0 : b == length - 3 ? 1 + p % 2 : 3
      let line = 96760 + 2 * (4 * (17 * chi + length - 1) + node) + g / 8
      p =
        2 * p
        + bits.bit(
          [line], g % 8, expert: offset < 0 ? -size : size,
          2496 + 16 * (17 * kappa + length - 1) + b, 579 + 8 * min(b, 11) + min(length, 8) - 1)
    }
    return p
  }
}
