/// Exact pixels, by pixels-1.md.
package struct PixelPicture {
  private let (width, height, planes): (Int, Int, Int)
  private var bits: MixedDecisions
  private var pixels: [UInt32] = []
  private var residuals: [UInt32] = []
  private var colours: [UInt32] = []
  private var followers: [[UInt32?]]
  private var noted: [UInt32: Int] = [:]
  private var match = 0
  private var length = 0
  private let hashBits: Int

  /// Decodes the samples of a picture, interleaved.
  package static func samples(
    _ bytes: [UInt8], width: Int, height: Int, planes: Int
  ) throws -> [UInt8] {
    var picture = try PixelPicture(bytes, width: width, height: height, planes: planes)
    for _ in 0..<width * height { try picture.decode() }
    try picture.bits.end()
    return picture.pixels.flatMap { pixel in
      (0..<planes).map { picture.sample(pixel, $0) }.map { UInt8($0) }
    }
  }

  private init(_ bytes: [UInt8], width: Int, height: Int, planes: Int) throws {
    (self.width, self.height, self.planes) = (width, height, planes)
    var cursor = Cursor(bytes)
    try require(cursor.byte() == 0, "a method of exact pixels that is unassigned")
    let size = min(max(Self.len(width * height) + 4, 12), 20)
    hashBits = min(size, 18)
    followers = Array(
      repeating: Array(repeating: nil, count: 1 << min(size, 16)), count: 2)
    bits = try MixedDecisions(cursor.rest, counters: 1 << size, selectors: (1664, 347, 752))
  }

  private static func len(_ value: Int) -> Int {
    value == 0 ? 0 : String(abs(value), radix: 2).count
  }

  /// The sample of a plane of a pixel or residual.
  private func sample(_ pixel: UInt32, _ plane: Int) -> Int {
    Int(pixel >> UInt32(8 * (planes - 1 - plane))) % 256
  }

  private func signed(_ residual: UInt32, _ plane: Int) -> Int {
    let byte = sample(residual, plane)
    return byte > 127 ? byte - 256 : byte
  }

  private func residual(_ pixel: UInt32, to other: UInt32) -> UInt32 {
    (0..<3).reduce(0) { sum, byte in
      let (one, two) = (pixel >> UInt32(8 * byte) % 256, other >> UInt32(8 * byte) % 256)
      return sum + (((256 + one - two) % 256) << UInt32(8 * byte))
    }
  }

  private mutating func decode() throws {
    let i = pixels.count
    let (x, y) = (i % width, i / width)
    func p(_ dx: Int, _ dy: Int) -> UInt32 {
      if y - dy < 0 { return 0 }
      return 0..<width ~= x + dx ? pixels[(y - dy) * width + x + dx] : 1 << 24
    }
    func r(_ dx: Int, _ dy: Int) -> UInt32 {
      y - dy >= 0 && 0..<width ~= x + dx ? residuals[(y - dy) * width + x + dx] : 0
    }
    let w = x == 0 ? p(0, 1) : p(-1, 0)
    let n = y == 0 ? w : p(0, 1)
    let (nw, ne, ww, nn, nww) = (p(-1, 1), p(1, 1), p(-2, 0), p(0, 2), p(-2, 1))
    let (nee, nnw, nne, www, nnn) = (p(2, 1), p(-1, 2), p(1, 2), p(-3, 0), p(0, 3))
    var (prediction, gradient) = (w, w)
    if x > 0, y > 0 {
      (prediction, gradient) = (0, 0)
      for plane in 0..<planes {
        let (a, b) = (sample(w, plane), sample(n, plane))
        let s = a + b - sample(nw, plane)
        prediction = prediction * 256 + UInt32(min(max(s, min(a, b)), max(a, b)))
        gradient = gradient * 256 + UInt32(min(max(s, 0), 255))
      }
    }
    let equal = [
      w == n, n == nw, n == ne, w == nw, w == ww, n == nn, ne == nee, nw == nww, nn == nnw,
      nn == nne, ww == www,
    ]
    let t = equal.enumerated().reduce(0) { $0 + ($1.element ? 1 << $1.offset : 0) }
    let g = Self.len(
      (0..<planes).reduce(0) { $0 + abs(signed(r(-1, 0), $1)) + abs(signed(r(0, 1), $1)) })

    let h2 = mix(w, n, 9)
    let h4 = mix(mix(w, n, 1), mix(nw, ne, 2), 3)
    let h8 = mix(h4, mix(ww, nn, 4), mix(nee, nww, 5))
    let h12 = mix(h8, mix(nnw, nne, 6), mix(www, nnn, 7))
    let h18 = mix(mix(h12, nee, nww), mix(p(3, 1), p(-3, 1), p(0, 4)), 10)
    let hc = mix(mix(w, n, ne), mix(ww, nn, 11), 12)
    let hl = mix(mix(w, ww, www), p(-4, 0), 13)
    let ha = mix(mix(n, nn, nnn), w, 14)
    let rn = mix(r(-1, 0), r(0, 1), r(1, 1))
    let rw = mix(rn, mix(r(-2, 0), r(0, 2), r(-1, 1)), 8)
    let rl = mix(mix(r(-1, 0), r(-2, 0), r(-3, 0)), r(-4, 0), r(-5, 0))
    let ra = mix(mix(r(0, 1), r(1, 1), r(-1, 1)), r(2, 1), r(-1, 0))

    let entries = UInt32(followers[0].count)
    let slots = [Int(h4 % entries), Int(h12 % entries)]
    let (f4, f12) = (followers[0][slots[0]], followers[1][slots[1]])
    func state(_ f: UInt32?) -> Int { f == nil ? 0 : f == w ? 1 : f == n ? 2 : 3 }
    let (e4, e12) = (state(f4), state(f12))
    findMatch(i)
    let copied = length > 0 ? pixels[match] : nil
    let c = [0, 1, 16, 32, 64, 200, 500].lastIndex { $0 <= length } ?? 0
    let (isLong, lambda) = (length >= 32, length >= 32 ? c : 0)

    let candidates = [isLong ? copied : f12, w, n, f12, ne, nw, f4, gradient, ww, nn, copied]
    let yes = (copied == w ? 1 : 0) + (copied == n ? 2 : 0)
    let z = (gradient == w ? 1 : 0) + (gradient == n ? 2 : 0) + (gradient == nw ? 4 : 0)
    var found: UInt32?
    for (k, candidate) in candidates.enumerated() where found == nil {
      guard let candidate, candidate != 1 << 24, !candidates.prefix(k).contains(candidate) else {
        continue
      }
      let kappa = 16 * k + lambda
      let d = residual(candidate, to: prediction)
      let isIt = try bits.bit(
        [
          on(h4, kappa, 16), on(h8, kappa, 17), on(h12, kappa, 18), on(h2, kappa, 19),
          on(t % 128, kappa, 256 + e12), on(hc, kappa, 20), on(hl, kappa, 21), on(ha, kappa, 22),
          on(h18, kappa, 23), on(t, kappa, 260 + e12),
          on(4 * c + yes, kappa, 264 + 4 * e12 + e4), on(8 * g + z, kappa, 280 + e12),
          mix(rn, d, 24), mix(rw, d, 25), mix(ra, d, 26),
        ], 11 * (t % 128) + k, 28 * k + 4 * lambda + e12, 64 * k + t % 64)
      if isIt == 1 { found = candidate }
    }
    if found == nil {
      let isKnown = try bits.bit(
        [
          on(t % 128, g, 32), on(h2, 0, 33), on(Self.len(colours.count), g, 34), on(h8, 0, 35),
          on(4 * e12 + e4, 0, 36),
        ], 1408, 308, 704)
      if isKnown == 1, !colours.isEmpty {
        let digits = Self.len(colours.count - 1)
        var v = 1
        for b in (0..<digits).reversed() {
          let contexts = [
            mix(UInt32(v), w, 48), mix(UInt32(v), n, 49), mix(UInt32(v), hc, 50), on(v, b, 51),
            mix(UInt32(v), h8, 52), mix(UInt32(v), ne, 53), mix(UInt32(v), nw, 54),
          ]
          v = try 2 * v + bits.bit(contexts, 1409 + b, 309 + b, 705 + b)
        }
        found = colours[min(v - (1 << digits), colours.count - 1)]
      }
    }
    if found == nil {
      var pixel: UInt32 = 0
      var (last, before) = (0, 0)
      for q in 0..<planes {
        let (a, o) = (signed(r(-1, 0), q), signed(r(0, 1), q))
        let (u, left, up) = (sample(prediction, q), sample(w, q), sample(n, q))
        let rho = Self.len(left - up)
        let l = q == 0 ? 9 : Self.len(last)
        var size = 0
        while size < 8 {
          let v = 16 * q + size
          let more = try bits.bit(
            [
              on(v, 16 * Self.len(a) + Self.len(o), 64), on(v, l, 65), on(v, 16 * rho + l, 66),
              on(v, 32 * rho + Self.len(a) + Self.len(o), 67), on(v, u, 68),
              mix(UInt32(v), h2, 69), on(v, last + 256, 70), on(rn, v, 4096 + before),
              on(rw, v, 8192 + before), on(rl, v, 12288 + before), on(ra, v, 16384 + before),
            ], 1421 + 9 * (8 * q + size) + rho, 321 + 8 * q + size, 717 + 8 * q + size)
          if more == 0 { break }
          size += 1
        }
        last =
          try size == 0
          ? 0
          : residual(size, q, last, before, [a, o, left, up, u], [rn, rw, rl, ra])
        pixel = pixel * 256 + UInt32((u + last + 256) % 256)
        before = before * 256 + (last + 256) % 256
      }
      if colours.count < 4096 { colours.append(pixel) }
      found = pixel
    }

    let pixel = found ?? 0
    (followers[0][slots[0]], followers[1][slots[1]]) = (pixel, pixel)
    if length > 0, pixels[match] == pixel {
      (match, length) = (match + 1, length + 1)
    } else {
      length = 0
    }
    pixels.append(pixel)
    residuals.append(residual(pixel, to: prediction))
  }

  /// The sign and the lower bits of a residual of so many digits.
  private mutating func residual(
    _ size: Int, _ q: Int, _ last: Int, _ before: Int, _ near: [Int], _ hashes: [UInt32]
  ) throws -> Int {
    func sign(_ value: Int) -> Int { value.signum() + 1 }
    let (a, o, u) = (near[0], near[1], near[4])
    let isNegative = try bits.bit(
      [
        on(q, 3 * sign(a) + sign(o), 80), on(q, last + 256, 81),
        on(q, 256 * near[2] + near[3], 82), on(q, u, 83),
      ] + hashes.enumerated().map { on($1, q, 20480 + 4096 * $0 + before) },
      1637 + q, 345, 741 + q)
    var v = 1
    for b in (0..<size - 1).reversed() {
      let node = 256 * size + v
      let contexts = [
        on(node, q, 96), on(node, 512 * q + last + 256, 97), on(node, 256 * q + u, 98),
      ]
      v = try 2 * v + bits.bit(contexts, 1640 + 8 * q + b, 346, 744 + b)
    }
    return isNegative == 1 ? -v : v
  }

  private mutating func findMatch(_ i: Int) {
    guard i >= 12 else { return }
    var (sum, power): (UInt32, UInt32) = (0, 1)
    for j in 1...12 {
      power = power &* 0x2F0B_4C47
      sum = sum &+ pixels[i - j] &* power
    }
    let k = (sum &* 0x9E37_79B1) >> UInt32(32 - hashBits)
    if length == 0, let m = noted[k], i - m <= 1 << 22 {
      var alike = 0
      while alike < 400, m - 1 - alike >= 0, pixels[m - 1 - alike] == pixels[i - 1 - alike] {
        alike += 1
      }
      if alike >= 12 { (match, length) = (m, alike) }
    }
    noted[k] = i
  }

  private func mix(_ a: UInt32, _ b: UInt32, _ c: UInt32) -> UInt32 {
    MixedDecisions.hash(Int(a), Int(b), Int(c))
  }

  private func on(_ a: Int, _ b: Int, _ c: Int) -> UInt32 { mix(UInt32(a), UInt32(b), UInt32(c)) }

  private func on(_ a: UInt32, _ b: Int, _ c: Int) -> UInt32 { mix(a, UInt32(b), UInt32(c)) }
}
