import Entropy

/// The pixels around one that is coded, and what they suggest.
struct NearPixels {
  /// By compass: the pixel on the left is w, that above n; ww is the second on the left.
  let w, n, nw, ne, ww, nn: UInt32
  /// w + n − nw, clamped.
  let gradient: UInt32
  /// The median of w, n and w + n − nw (Martucci 1990), plane by plane.
  let prediction: UInt32
  /// What w and n differed from their own predictions by, a byte for each plane.
  let leftResidual, aboveResidual: UInt32
  /// Which of the pixels around are equal, 11 bits.
  let pattern: Int
  /// The length in bits of the sum of both residuals' magnitudes.
  let roughness: Int
  /// Hashes of pixels: of w and n; of 4, 8, 12 and 18 around; of five like a cross; of four on the
  /// left and four above.
  let two, four, eight, twelve, eighteen, cross, left, above: UInt32
  /// Hashes of residuals: of w, n and ne; of these and three more; of five on the left; of four
  /// above and w.
  let residuals: (near: UInt32, wide: UInt32, left: UInt32, above: UInt32)
}

/// The last rows of pixels, and their residuals.
struct PixelNeighbourhood {
  private let width: Int
  private let planes: Int
  private var x = 0
  private var y = 0
  /// Lines of pixels, each with margins; the first is the current one.
  private var lines: Lines
  private var residuals: Lines

  /// Pixels beside the edge.
  private static let outside: UInt32 = 1 << 24
  private static let margins = (left: 5, right: 3)

  init(width: Int, planes: Int) {
    (self.width, self.planes) = (width, planes)
    lines = Lines(count: 5, width: width, margins: Self.margins)
    residuals = Lines(count: 3, width: width, margins: Self.margins)
    // Those above the picture are 0, margins too.
    lines.clear(to: Self.outside)
  }

  mutating func endRow() {
    lines.rotate()
    residuals.rotate()
    lines.clear(to: Self.outside)
    x = 0
    y += 1
  }

  mutating func append(_ pixel: UInt32, prediction: UInt32) {
    lines[0, x] = pixel
    residuals[0, x] = residual(of: pixel, prediction)
    x += 1
  }

  /// The differences of a pixel's samples from those of another, modulo 256, a byte each.
  func residual(of pixel: UInt32, _ prediction: UInt32) -> UInt32 {
    var residual: UInt32 = 0
    for plane in 0..<3 {
      let shift = 8 * UInt32(plane)
      residual |= ((pixel >> shift &- prediction >> shift) & 255) << shift
    }
    return residual
  }

  func near() -> NearPixels {
    func at(_ dx: Int, _ dy: Int) -> UInt32 { lines[dy, x + dx] }
    func hash(_ a: UInt32, _ b: UInt32, _ c: UInt32) -> UInt32 { DecisionMixer.slot(a, b, c) }
    let w = x > 0 ? at(-1, 0) : at(0, 1)
    let n = y > 0 ? at(0, 1) : w
    let (nw, ne, ww, nn) = (at(-1, 1), at(1, 1), at(-2, 0), at(0, 2))
    let (nww, nee, nnw, nne) = (at(-2, 1), at(2, 1), at(-1, 2), at(1, 2))
    let (www, nnn) = (at(-3, 0), at(0, 3))
    let (gradient, prediction) = predictions(w, n, nw)

    func bit(_ isEqual: Bool, _ place: Int) -> Int { isEqual ? 1 << place : 0 }
    let low = bit(w == n, 0) | bit(n == nw, 1) | bit(n == ne, 2) | bit(w == nw, 3)
    let middle = bit(w == ww, 4) | bit(n == nn, 5) | bit(ne == nee, 6) | bit(nw == nww, 7)
    let high = bit(nn == nnw, 8) | bit(nn == nne, 9) | bit(ww == www, 10)

    let four = hash(hash(w, n, 1), hash(nw, ne, 2), 3)
    let eight = hash(four, hash(ww, nn, 4), hash(nee, nww, 5))
    let twelve = hash(eight, hash(nnw, nne, 6), hash(www, nnn, 7))
    let corners = hash(at(3, 1), at(-3, 1), at(0, 4))

    func residual(_ dx: Int, _ dy: Int) -> UInt32 { residuals[dy, x + dx] }
    let (rw, rn, rne, rnw) = (residual(-1, 0), residual(0, 1), residual(1, 1), residual(-1, 1))
    let nearest = hash(rw, rn, rne)
    let wide = hash(nearest, hash(residual(-2, 0), residual(0, 2), rnw), 8)
    let left = hash(
      hash(rw, residual(-2, 0), residual(-3, 0)), residual(-4, 0), residual(-5, 0))
    let above = hash(hash(rn, rne, rnw), residual(2, 1), rw)
    return NearPixels(
      w: w, n: n, nw: nw, ne: ne, ww: ww, nn: nn, gradient: gradient, prediction: prediction,
      leftResidual: rw, aboveResidual: rn, pattern: low | middle | high,
      roughness: PixelModel.length(magnitude(rw) + magnitude(rn)), two: hash(w, n, 9), four: four,
      eight: eight, twelve: twelve, eighteen: hash(hash(twelve, nee, nww), corners, 10),
      cross: hash(hash(w, n, ne), hash(ww, nn, 11), 12),
      left: hash(hash(w, ww, www), at(-4, 0), 13), above: hash(hash(n, nn, nnn), w, 14),
      residuals: (nearest, wide, left, above))
  }

  private func predictions(
    _ w: UInt32, _ n: UInt32, _ nw: UInt32
  ) -> (gradient: UInt32, median: UInt32) {
    guard x > 0, y > 0 else { return (w, w) }
    var (gradient, median): (UInt32, UInt32) = (0, 0)
    for plane in 0..<planes {
      let shift = 8 * UInt32(plane)
      func sample(_ pixel: UInt32) -> Int { Int(pixel >> shift & 255) }
      let (left, up) = (sample(w), sample(n))
      let slope = left + up - sample(nw)
      gradient |= UInt32(min(max(slope, 0), 255)) << shift
      median |= UInt32(min(max(slope, min(left, up)), max(left, up))) << shift
    }
    return (gradient, median)
  }

  private func magnitude(_ residual: UInt32) -> Int {
    var sum = 0
    for plane in 0..<planes {
      sum += abs(Int(Int8(truncatingIfNeeded: residual >> (8 * UInt32(plane)))))
    }
    return sum
  }
}

/// Lines of numbers that take turns, with margins on both sides.
private struct Lines {
  private let (count, stride, left): (Int, Int, Int)
  private var numbers: [UInt32]
  private var first = 0

  init(count: Int, width: Int, margins: (left: Int, right: Int)) {
    (self.count, left, stride) = (count, margins.left, margins.left + width + margins.right)
    numbers = Array(repeating: 0, count: count * stride)
  }

  subscript(line: Int, x: Int) -> UInt32 {
    get { numbers[index(line, x)] }
    set { numbers[index(line, x)] = newValue }
  }

  private func index(_ line: Int, _ x: Int) -> Int {
    let number = first + line
    return (number < count ? number : number - count) * stride + left + x
  }

  /// Makes the last line the first.
  mutating func rotate() { first = first > 0 ? first - 1 : count - 1 }

  /// Fills the first line, margins too.
  mutating func clear(to value: UInt32) {
    let start = index(0, -left)
    for place in start..<start + stride { numbers[place] = value }
  }
}
