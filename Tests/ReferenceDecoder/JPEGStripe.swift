/// The values of a stripe: jpeg-1.md, *The model*.
struct JPEGStripe {
  var bits: JPEGDecisions
  /// e[κ, k, g].
  var errors: [Int]
  /// The least squares for each κ and k.
  var squares: [JPEGLeastSquares]
  let isLarge: Bool

  /// The blocks of all components, and the numbers Z of each block.
  private(set) var planes: [JPEGPlane] = []
  private var numbers: [[Int]] = []

  /// The component that is being decoded, its steps, and the factors of its expectations.
  private(set) var component = 0
  private(set) var steps: [Int] = []
  private(set) var factors: [Int] = []

  var kappa: Int { min(component, 2) }
  var chi: Int { min(component, 1) }

  /// Decodes the codes of a stripe of so many rows of MCUs.
  static func planes(
    _ codes: ArraySlice<UInt8>, frame: JPEGFrame, rows: Int, start: JPEGStart, isLarge: Bool
  ) throws -> [JPEGPlane] {
    var stripe = JPEGStripe(
      bits: JPEGDecisions(codes, start, isLarge: isLarge), errors: start.errors,
      squares: (0..<192).map { JPEGLeastSquares(start.squares[80 * $0..<80 * $0 + 80]) },
      isLarge: isLarge)
    for component in frame.components {
      stripe.planes.append(JPEGPlane(columns: component.columns, rows: rows * component.v))
      stripe.numbers.append([])
    }
    for (index, component) in frame.components.enumerated() {
      (stripe.component, stripe.steps) = (index, component.steps)
      let first = 1024 * min(index, 1)
      stripe.factors = factors(start.expected[first..<first + 1024], component.steps)
      stripe.decode(component, frame.components[0])
    }
    try stripe.bits.end()
    return stripe.planes
  }

  private init(
    bits: JPEGDecisions, errors: [Int], squares: [JPEGLeastSquares], isLarge: Bool
  ) {
    (self.bits, self.errors, self.squares, self.isLarge) = (bits, errors, squares, isLarge)
  }

  private mutating func decode(_ own: JPEGFrame.Component, _ first: JPEGFrame.Component) {
    let (columns, rows) = (planes[component].columns, planes[component].rows)
    for y in 0..<rows {
      for x in 0..<columns {
        let block = y * columns + x
        var around = JPEGAround()
        if x > 0 { around.left = block - 1 }
        if y > 0 { around.above = block - columns }
        if x > 0, y > 0 { around.aboveLeft = block - columns - 1 }
        if x < columns - 1, y > 0 { around.aboveRight = block - columns + 1 }
        around.secondLeft = x > 1 ? block - 2 : around.left
        around.secondAbove = y > 1 ? block - 2 * columns : around.above
        if component > 0 {
          let column = min(x * first.h / own.h, planes[0].columns - 1)
          let row = min(y * first.v / own.v, planes[0].rows - 1)
          around.first = row * planes[0].columns + column
        }
        if component > 1, planes[component - 1].columns == columns,
          planes[component - 1].rows == rows
        {
          around.before = block
        }
        decode(block, around)
      }
    }
  }

  /// jpeg-1.md, *Order*.
  private mutating func decode(_ block: Int, _ around: JPEGAround) {
    let z = number(around)
    numbers[component].append(z)
    var (missing, energy) = (z, 0)
    for position in (1..<64).reversed() where missing > 0 {
      let k = zigzag[position]
      let value = value(block, position, around, missing: missing, energy)
      if value != 0 { missing -= 1 }
      energy += abs(value) * steps[k]
      planes[component].set(block, k, value)
    }
    planes[component].set(block, 0, firstValue(block, around, number: z, energy))
  }

  /// jpeg-1.md, *Number*.
  private mutating func number(_ around: JPEGAround) -> Int {
    func z(_ block: Int?) -> Int? { block.map { numbers[component][$0] } }
    let (left, above) = (z(around.left), z(around.above))
    let (l, a) = (left ?? above ?? 0, above ?? left ?? 0)
    let m = (l + a + 1) / 2
    let (al, ar) = (z(around.aboveLeft) ?? m, z(around.aboveRight) ?? m)
    let o =
      around.before.map { numbers[component - 1][$0] } ?? around.first.map { numbers[0][$0] } ?? 0
    let contexts = [
      m, 64 + 16 * min(fine(l), 15) + min(fine(a), 15), 320 + (2 * m + al + ar) / 4, 384 + o,
      448 + 16 * ((l + a + ar) / 3 / 4) + o / 4,
    ].map { 97032 + 8192 * chi + 8 * $0 }
    var n = 1
    for b in (0..<6).reversed() {
      n =
        2 * n
        + bits.bit(contexts.map { $0 + n / 8 }, n % 8, 3312 + 6 * kappa + b, 675 + b)
    }
    return n - 64
  }

  /// The value at a position: jpeg-1.md, *Values but the first*.
  private mutating func value(
    _ block: Int, _ position: Int, _ around: JPEGAround, missing: Int, _ energy: Int
  ) -> Int {
    let k = zigzag[position]
    let (u, v) = (k % 8, k / 8)
    let expected = expectation(block, k, around)
    let (j, mean, x) = (expected.j, expected.mean, expected.x)
    let plane = planes[component]
    let (h, g, n) = (15 * chi + u + v, j / 3, min(fine(missing), 19))
    let right = u < 7 ? min(abs(plane.value(block, k + 1)), 15) : 0
    let below = v < 7 ? min(abs(plane.value(block, k + 8)), 15) : 0
    func beside(_ other: Int?) -> Int {
      other.map { min(1 + min(fine(numbers[component][$0]), 19) / 3, 7) } ?? 0
    }
    let (left, above) = (beside(around.left), beside(around.above))
    let f = coarse(16 * abs(planes[0].value(around.first, k))) / 2
    let p = coarse(16 * abs(planes[max(component - 1, 0)].value(around.before, k))) / 2
    let pair = kappa == 0 ? 8 * left + above : 8 * f + (kappa == 1 ? left : p)
    let sofar = coarse((64 * energy) % (1 << 32) / ((64 - position) * steps[k]))
    var lines = [
      20 * (48 * h + j) + n,
      28800 + 40 * (16 * h + g) + min(fine(abs(mean)), 39),
      48000 + 8 * (64 * h + pair) + j / 6,
      63360 + 20 * (16 * h + sofar) + n,
      72960 + 64 * (64 * chi + k) + missing,
      81152 + 16 * (16 * h + right) + below,
    ]
    if isLarge {
      lines += [
        113_416 + 128 * (64 * chi + k) + min(max(mean, -126), 126) >> 1 + 63,
        129_800 + 16 * (16 * h + coarse(x[0], times: 16)) + coarse(x[1], times: 16),
        137_480 + 16 * (16 * h + min(abs(plane.value(around.left, k)), 15))
          + min(abs(plane.value(around.above, k)), 15),
      ]
    }
    let decoded = value(k, g, mean: mean, lines: lines, x, around)
    let value = min(max(decoded, -32768), 32767)
    learn(value, k, expected)
    return value
  }

  /// jpeg-1.md, *The first value*.
  private mutating func firstValue(
    _ block: Int, _ around: JPEGAround, number z: Int, _ energy: Int
  ) -> Int {
    let expected = expectation(block, 0, around)
    let x = expected.x
    let plane = planes[component]
    let rounded = (expected.mean + 8) >> 4
    let g = coarse((4 * energy) % (1 << 32) / steps[0])
    let apart = coarse(x[0] - x[1], times: 8)
    let edges = abs(plane.value(around.left, 0) - plane.value(around.above, 0))
    func first(_ k: Int) -> Int { abs(planes[0].value(around.first, k)) }
    func own(_ k: Int) -> Int { min(abs(plane.value(block, k)), 2047) }
    let other = kappa == 0 ? z / 4 : coarse(16 * (first(1) + first(8)))
    let lines = [
      g, 16 + z, 80 + 16 * apart + coarse(8 * edges), 336 + 16 * apart + g,
      592 + 16 * coarse(16 * (own(1) + own(8))) + other,
    ].map { 88832 + 1024 * chi + $0 }
    let decoded = value(0, g, mean: expected.mean - 16 * rounded, lines: lines, x, around)
    let value = min(max(decoded + rounded, -32768), 32767)
    learn(value, 0, expected)
    return value
  }

  private mutating func learn(_ value: Int, _ k: Int, _ expected: JPEGExpectation) {
    squares[64 * kappa + k].learn(
      value, expected.x, expected.j, solvesEvery: isLarge ? 4 : 16)
  }
}
