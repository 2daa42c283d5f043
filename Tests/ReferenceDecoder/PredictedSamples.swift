/// Planes of predicted samples, by samples-1.md.
struct PredictedSamples {
  private let (width, height, alone, maximum): (Int, Int, Int, Int)
  private let (features, contexts, expertCount): (Int, Int, Int)
  private let level: Int
  private var bits: SampleDecisions
  private var planes: [[Int]] = []

  /// What changes within a plane.
  private struct Plane {
    var samples: [Int] = []
    var errors: [Int] = []
    var sums: SampleSums
    /// Those of local and global, from the column before the first one on.
    var misses: [[Int]]
    var bias = [Int](repeating: 0, count: 1024)
    var spreads = [Int](repeating: 0, count: 256)
  }

  /// Decodes planes, each row by row.
  static func planes(
    _ bytes: ArraySlice<UInt8>, width: Int, height: Int, planes: Int, alone: Int, maximum: Int,
    level: Int
  ) -> [[Int]] {
    var samples = PredictedSamples(
      bytes, width: width, height: height, alone: alone, maximum: maximum, level: level)
    var errors: [Int] = []
    for number in 0..<planes { errors = samples.decode(number, before: errors) }
    return samples.planes
  }

  private init(
    _ bytes: ArraySlice<UInt8>, width: Int, height: Int, alone: Int, maximum: Int, level: Int
  ) {
    (self.width, self.height, self.alone, self.maximum) = (width, height, alone, maximum)
    self.level = level
    features = 8 * level
    contexts = [4, 7, 11][level - 1]
    expertCount = level == 1 ? 2 : 4
    bits = SampleDecisions(bytes, level: level, contexts: contexts, experts: expertCount)
  }

  private static let places = (
    own: [
      (0, -1), (1, 0), (1, -1), (1, 1), (0, -2), (2, 0), (2, 1), (1, 2), (2, -1), (1, -2), (0, -3),
      (2, 2), (2, -2), (1, 3), (1, -3), (2, 3), (2, -3), (0, -4), (1, 4), (1, -4), (2, 4), (2, -4),
      (0, -1),
    ],
    before: [(0, 0), (0, 1), (-1, 0), (0, -1), (1, 0), (-1, 1), (-1, -1), (1, 1)],
    earlier: [(0, 0), (0, 1), (-1, 0), (0, -1), (1, 0)]
  )

  private static let counts = [
    [[7, 0, 0], [4, 3, 0], [3, 3, 1]], [[15, 0, 0], [8, 7, 0], [6, 6, 3]],
    [[23, 0, 0], [15, 8, 0], [10, 8, 5]],
  ]

  /// Decodes a plane, and returns its errors.
  private mutating func decode(_ number: Int, before: [Int]) -> [Int] {
    var cell = level == 3 ? 2 : 4
    while (width + cell - 1) / cell > 8192 { cell *= 2 }
    var plane = Plane(
      sums: SampleSums(features: features, cells: (width + cell - 1) / cell, cellWidth: cell),
      misses: Array(repeating: Array(repeating: 16, count: width + 1), count: 2))
    let others = min(max(number - alone, 0), 2)
    let kind = number < alone ? 3 : min(number - alone, 2)
    for y in 0..<height {
      for x in 0..<width {
        plane.sums.begin(x, y)
        decode(x, y, &plane, kind, planes.suffix(others).reversed(), others > 0 ? before : nil)
        plane.sums.end(x, y, width: width)
      }
      plane.sums.endRow()
    }
    planes.append(plane.samples)
    return plane.errors
  }

  private func own(_ plane: Plane, _ x: Int, _ y: Int, _ up: Int, _ right: Int) -> Int {
    let middle = (maximum + 1) / 2
    func at(_ row: Int, _ column: Int) -> Int {
      if column < 0 { return row == 0 ? middle : plane.samples[(row - 1) * width] }
      return plane.samples[row * width + min(column, width - 1)]
    }
    if y == 0, up > 0 { return at(0, x + min(right, -1)) }
    return at(max(y - up, 0), x + right)
  }

  private mutating func decode(
    _ x: Int, _ y: Int, _ plane: inout Plane, _ kind: Int, _ others: [[Int]], _ before: [Int]?
  ) {
    let copy = plane
    func s(_ up: Int, _ right: Int) -> Int { own(copy, x, y, up, right) }
    func other(_ index: Int, _ up: Int, _ right: Int) -> Int {
      let (row, column) = (min(max(y - up, 0), height - 1), min(max(x + right, 0), width - 1))
      return others[index][row * width + column]
    }
    // Features.
    func half(_ a: Int, _ b: Int) -> Float { 0.5 * (Float(a) + Float(b)) }
    let middle = half(s(0, -1), s(1, 0))
    let counts = Self.counts[level - 1][others.count]
    var v = Self.places.own.prefix(counts[0]).map { Float(s($0.0, $0.1)) - middle }
    for (index, places) in [Self.places.before, Self.places.earlier].enumerated()
    where index < others.count {
      let middle = half(other(index, 0, -1), other(index, 1, 0))
      v += places.prefix(counts[index + 1]).map { Float(other(index, $0.0, $0.1)) - middle }
    }
    v.append(0)
    // Expectations.
    let weights = [plane.sums.local, plane.sums.phases[2 * (y % 2) + x % 2]]
    let expected = weights.map { weights in
      let z = middle + SampleSums.product(weights, v)
      return Int((16 * min(max(z, 0), Float(maximum))).rounded(.toNearestOrEven))
    }
    let missed = plane.misses.map { Float($0[x + 1] + $0[x] + 5) }
    let (a, b) = (missed[0], missed[1])
    let numerator = (Float(expected[1]) * (a * a)).addingProduct(Float(expected[0]), b * b)
    let blend = Int(numerator / (b * b + a * a) + 0.5)
    // Surroundings.
    func e(_ up: Int, _ right: Int) -> Int {
      guard y >= up, 0..<width ~= x + right else { return 0 }
      return copy.errors[(y - up) * width + x + right]
    }
    func f(_ down: Int, _ right: Int) -> Int {
      guard let before else { return 0 }
      guard y + down < height, x + right < width else { return before[y * width + x] }
      return before[(y + down) * width + x + right]
    }
    let nearest = 2 * (abs(e(0, -1)) + abs(e(1, 0))) + abs(e(1, -1)) + abs(e(1, 1))
    let near = (nearest + abs(e(0, -2)) + abs(e(2, 0))) >> 3
    let (w, n, nw, ne) = (s(0, -1), s(1, 0), s(1, -1), s(1, 1))
    let texture = 16 * (abs(w - nw) + abs(n - nw) + abs(n - ne)) / 3
    let around = (abs(f(0, 1)) + abs(f(1, 0))) >> 1
    func flag(_ is: Bool, _ value: Int) -> Int { `is` ? value : 0 }
    let bias =
      Self.magnitudeClass(near) / 2 * 32 + flag(16 * w > blend, 16) + flag(16 * n > blend, 8)
      + flag(16 * ne > blend, 4) + flag(f(0, 0) > 0, 2) + flag((x + y).isMultiple(of: 2), 1)
    let m = min(max(blend + (plane.bias[bias] >> 8) * 3 / 4, 0), 16 * maximum)
    let (activity, q) =
      before == nil
      ? ((14 * near + texture) >> 4, texture >> 1)
      : ((9 * near + 4 * abs(f(0, 0)) + 3 * around) >> 4, abs(f(0, 0)))
    let classes = (Self.magnitudeClass(activity), Self.magnitudeClass(q))
    let spread = 16 * classes.0 + classes.1
    if plane.spreads[spread] == 0 { plane.spreads[spread] = (activity + 6) * 256 }
    let scaled = max(plane.spreads[spread] >> 4, 8)
    let digits = String(scaled, radix: 2).count
    let scale = 8 * (digits - 4) + (scaled >> (digits - 4)) % 8
    let size = scale < 36 ? 0 : min((scale - 36) / 8 + 1, 15)
    let experts = [(m, scale), (m, scale + 7), (expected[0], scale), (expected[1], scale)]
    // Bases.
    func hash(_ a: Int, _ b: Int, _ c: Int) -> UInt32 {
      MixedDecisions.hash(256 * kind + a, b, c)
    }
    let p = others.isEmpty ? w : other(0, 0, 0)
    let p2 = others.count < 2 ? n : other(1, 0, 0)
    let c = Self.magnitudeClass
    let bases = [
      hash(0, 1, 1), hash(1, p, others.count > 1 ? p2 : 0),
      others.count > 1
        ? hash(2, p, 0) : others.count == 1 ? hash(2, p, w - other(0, 0, -1)) : hash(2, w, n),
      hash(3, classes.0, c(texture)), hash(4, 16 * c(near) + c(around), Self.signedClass(f(0, 0))),
      hash(5, Self.signedClass(e(0, -1)), Self.signedClass(e(1, 0))),
      hash(6, (m % (16 << size)) >> size, scale >> 1),
      hash(
        7, 16 * c(16 * abs(w - nw)) + c(16 * abs(n - nw)),
        16 * c(16 * abs(n - ne)) + 2 * (y % 2) + x % 2),
      hash(8, Self.signedClass(expected[0] - expected[1]), classes.0),
      hash(9, (m + 8) >> 4, (m % 16) >> 2), hash(10, (m + 8) >> 4, p),
    ]
    let tree = SampleTree(
      maximum: maximum, mean: m, experts: Array(experts.prefix(expertCount)), size: size,
      bases: Array(bases.prefix(contexts)), plane: kind, activity: classes.0, q: classes.1)
    let sample = tree.index(&bits)
    // Learning.
    let error = min(max(16 * sample - m, -32767), 32767)
    plane.samples.append(sample)
    plane.errors.append(error)
    let moved = plane.spreads[spread] + ((256 * abs(error) - plane.spreads[spread]) >> 6)
    plane.spreads[spread] = max(moved, 1)
    let off = min(max(16 * sample - m, -1023), 1023)
    plane.bias[bias] += (256 * off - plane.bias[bias]) >> 7
    for (index, expectation) in expected.enumerated() {
      let d = abs(16 * sample - expectation)
      let misses = plane.misses[index]
      plane.misses[index][x + 1] = (5 * misses[x + 1] + 6 * d + 5 * misses[x]) / 16
    }
    v[v.count - 1] = Float(sample) - middle
    plane.sums.learn(v, weight: 16 / Float(16 + (6 * near) >> 4), x)
  }

  private static func magnitudeClass(_ v: Int) -> Int {
    guard v >= 4 else { return 0 }
    let digits = String(v, radix: 2).count
    return min(2 * (digits - 3) + (v >> (digits - 2)) % 2 + 1, 15)
  }

  private static func signedClass(_ v: Int) -> Int {
    v < 0 ? 15 - magnitudeClass(2 * -v) : 15 + magnitudeClass(2 * v)
  }
}
