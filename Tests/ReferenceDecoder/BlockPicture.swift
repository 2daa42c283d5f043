/// A layer of blocks, by blocks-1.md.
package struct BlockPicture {
  private struct Block {
    var mode = 0
    var vector = [0, 0]
    var counts = [0, 0, 0]
    var symbols = Array(repeating: Array(repeating: 0, count: 64), count: 3)
  }

  private let (width, height, planes): (Int, Int, Int)
  private let (columns, rows): (Int, Int)
  private let steps: [Int]
  private var bits: MixedDecisions
  private var blocks: [[Int]: Block] = [:]
  private var lastVector = [0, -8]
  /// Samples, [y, x, plane], beyond the edges as well.
  private var decoded: [[[Int]]]

  /// Decodes the samples of a picture, interleaved.
  ///
  /// - Parameter base: its samples; nil if there is none
  package static func samples(
    _ bytes: [UInt8], width: Int, height: Int, planes: Int, base: [UInt8]?
  ) throws -> [UInt8] {
    var picture = try BlockPicture(bytes, width: width, height: height, planes: planes)
    for row in 0..<picture.rows {
      for column in 0..<picture.columns { try picture.decode(row, column, base) }
    }
    try picture.bits.end()
    return picture.decoded.prefix(height).flatMap { line in
      line.prefix(width).flatMap { $0.map { UInt8($0) } }
    }
  }

  private init(_ bytes: [UInt8], width: Int, height: Int, planes: Int) throws {
    (self.width, self.height, self.planes) = (width, height, planes)
    (columns, rows) = ((width + 7) / 8, (height + 7) / 8)
    var cursor = Cursor(bytes)
    let index = try cursor.byte()
    try require(index <= 71, "a quantisation step of index \(index)")
    let power = [65536, 71468, 77936, 84990, 92682, 101_070, 110_218, 120_194][index % 8]
    let factors = planes == 1 ? [65536] : [37837, 46341, 37837]
    steps = factors.map { ((power << (index / 8)) * $0 + (1 << 27)) >> 28 }
    bits = try MixedDecisions(cursor.rest, counters: 1 << 18, selectors: (2319, 320, 1249))
    decoded = Array(
      repeating: Array(repeating: Array(repeating: 0, count: planes), count: 8 * columns),
      count: 8 * rows)
  }

  private mutating func decode(_ row: Int, _ column: Int, _ base: [UInt8]?) throws {
    func at(_ down: Int, _ right: Int) -> Block { blocks[[row + down, column + right]] ?? Block() }
    let (left, above, second) = (at(0, -1), at(-1, 0), at(0, -2))
    let corners = (at(-1, -1), at(-1, 1))
    var block = Block()

    let m = 4 * left.mode + above.mode
    let c = Self.level(left.counts[0] + above.counts[0])
    func mode(_ d: Int, _ selectors: (Int, Int, Int)) throws -> Bool {
      let corner = 4 * corners.0.mode + corners.1.mode
      return try bits.bit(
        [
          hash(m, 1, 256 + d), hash(16 * m + corner, 2, 256 + d),
          hash(4 * c + left.mode, 3, 256 + d), hash(16 * second.mode + m, 4, 256 + d),
        ], selectors.0, selectors.1, selectors.2) == 1
    }
    if try mode(0, (2268 + m, 316, 1245)) {
      if try mode(1, (2284 + m, 317, 1246)) {
        block.mode = 2
      } else if base != nil, try mode(2, (2303 + m, 319, 1248)) {
        block.mode = 3
      } else {
        block.mode = 1
      }
    }
    if block.mode == 2 {
      block.vector = try vector(m, above)
      lastVector = block.vector
      let (dx, dy) = (block.vector[0], block.vector[1])
      let isDecoded =
        8 * column + dx >= 0 && 8 * column + dx + 8 <= 8 * columns && 8 * row + dy >= 0
        && (dy <= -8 || dx <= -8)
      try require(isDecoded, "a vector to pixels that are not decoded")
    }
    if block.mode > 0 {
      for plane in 0..<planes {
        block.counts[plane] = try count(block, plane, left, above, corners.0, corners.1)
        try symbols(&block, plane, left, above, corners.0, corners.1, second)
      }
    }
    blocks[[row, column]] = block
    paint(block, row, column, base)
  }

  private mutating func vector(_ m: Int, _ above: Block) throws -> [Int] {
    func known(_ vector: [Int], _ d: Int) throws -> Bool {
      let e = vector == above.vector ? 1 : 0
      return try bits.bit([hash(m, d, 512), hash(e, d, 513)], 2300 + d, 318, 1247) == 1
    }
    if try known(lastVector, 0) { return lastVector }
    if above.mode == 2, try known(above.vector, 1) { return above.vector }
    func number(_ count: Int, _ salt: Int) throws -> Int {
      var prefix = 1
      for i in (0..<count).reversed() {
        let contexts = [hash(prefix, i, salt), hash(0, i, salt + 8)]
        prefix = try 2 * prefix + bits.bit(contexts, 2302, 318, 1247)
      }
      return prefix - (1 << count)
    }
    return try [number(8, 514) - 128, -number(6, 515)]
  }

  private mutating func count(
    _ block: Block, _ p: Int, _ left: Block, _ above: Block, _ corner: Block, _ right: Block
  ) throws -> Int {
    let (l, a) = (left.counts[p], above.counts[p])
    let (b, f) = (p > 0 ? block.counts[p - 1] : 0, p > 1 ? block.counts[0] : 0)
    let (h, m) = ((l + a + 1) / 2, min(block.mode, 2))
    var prefix = 1
    for i in (0..<7).reversed() {
      let t = 128 * p + prefix
      let bit = try bits.bit(
        [
          hash(t, h, 768 + m), hash(t, 65 * l + a, 772 + m), hash(t, 65 * b + f, 776 + m),
          hash(t, 65 * corner.counts[p] + right.counts[p], 780), hash(t, 0, 784 + m),
          hash(t, 65 * (h / 2) + b, 788 + m),
        ], 1884 + t, 292 + 8 * p + i, 861 + t)
      if i == 6, bit == 1 { return 64 }
      prefix = 2 * prefix + bit
    }
    return prefix - 128
  }

  private mutating func symbols(
    _ block: inout Block, _ p: Int, _ left: Block, _ above: Block, _ corner: Block, _ right: Block,
    _ second: Block
  ) throws {
    let (m, level) = (min(block.mode, 2), Self.level)
    var missing = block.counts[p]
    for (number, k) in Self.zigzag.enumerated() where missing > 0 {
      let (u, v) = (k % 8, k / 8)
      let current = block.symbols
      func size(_ plane: Int, _ du: Int, _ dv: Int) -> Int {
        guard (0..<8).contains(u + du), (0..<8).contains(v + dv) else { return 0 }
        return abs(current[plane][8 * (v + dv) + u + du])
      }
      let (kappa, w) = (64 * p + k, min(missing, 20))
      let (l, a, d) = (left.symbols[p][k], above.symbols[p][k], corner.symbols[p][k])
      let (r, s) = (right.symbols[p][k], second.symbols[p][k])
      let (y, z) = (p > 0 ? current[p - 1][k] : 0, p > 1 ? current[0][k] : 0)
      let o = (13 * (abs(l) + abs(a)) + 3 * (abs(d) + abs(r))) / 8
      let i =
        2 * size(p, -1, 0) + 2 * size(p, 0, -1) + size(p, -1, -1) + size(p, -2, 0)
        + size(p, 0, -2)
      let j =
        p == 0
        ? 0 : size(p - 1, 1, 0) + size(p - 1, 0, 1) + size(p - 1, -1, 0) + size(p - 1, 0, -1)
      let x = 256 * (l & 255) + (a & 255)
      let pair = 8 * level(l) + level(a)

      var length = missing == 64 - number ? 1 : 0
      while length < 12 {
        let t = 16 * kappa + length
        let isMore = try bits.bit(
          [
            hash(t, w, 1024), hash(t, pair, 1025), hash(t, min(o, 30), 1026),
            hash(t, 8 * level(i) + level(o), 1027),
            hash(t, 64 * level(y) + 8 * level(z) + level(j), 1028),
            hash(t, 64 * pair + 8 * level(d) + level(s), 1029), hash(t, x, 1030),
            hash(4 * length + p, 64 * level(w) + 8 * level(i) + level(o), 1031),
            hash(t, 4 * m + min(w, 3), 1032),
          ], 8 * kappa + min(length, 7), 12 * (8 * m + level(o)) + length,
          192 * min(length, 3) + kappa)
        if isMore == 0 { break }
        length += 1
      }
      guard length > 0 else { continue }

      let both = 3 * sign(l) + sign(a)
      let isPositive = try bits.bit(
        [
          hash(kappa, both, 1280), hash(kappa, 3 * sign(y) + sign(z), 1281),
          hash(kappa, 3 * both + sign(y), 1282), hash(kappa, x, 1283),
          hash(kappa, 3 * both + sign(d), 1284),
        ], 1692 + kappa, 288 + p, 768 + 27 * p + 3 * both + sign(y))
      var magnitude = 1
      for b in (0..<length - 1).reversed() {
        let t = 4096 * length + magnitude
        let bit = try bits.bit(
          [hash(kappa, t, 1536), hash(8 * p + level(o), t, 1537), hash(256 * x + kappa, t, 1538)],
          1536 + 12 * length + b, 291, 849 + b)
        magnitude = 2 * magnitude + bit
      }
      block.symbols[p][k] = isPositive == 1 ? magnitude : -magnitude
      missing -= 1
    }
  }

  private mutating func paint(_ block: Block, _ row: Int, _ column: Int, _ base: [UInt8]?) {
    let (top, left) = (8 * row, 8 * column)
    let corrections = (0..<planes).map { self.corrections(block.symbols[$0], steps[$0]) }
    let isCorrected = block.counts.contains { $0 > 0 }
    let means = (0..<planes).map { plane in
      var near: [Int] = []
      if column > 0 { near += (0..<8).map { decoded[top + $0][left - 1][plane] } }
      if row > 0 { near += (0..<8).map { decoded[top - 1][left + $0][plane] } }
      return near.isEmpty
        ? 128 : (2 * near.reduce(0, +) + near.count) / (2 * near.count)
    }
    var painted = Array(repeating: Array(repeating: [Int](), count: 8), count: 8)
    for y in 0..<8 {
      for x in 0..<8 {
        var pixel: [Int]
        if block.mode == 2 {
          pixel = decoded[top + y + block.vector[1]][left + x + block.vector[0]]
        } else if let base, block.mode < 3 {
          let index = min(top + y, height - 1) * width + min(left + x, width - 1)
          pixel = base[index * planes..<(index + 1) * planes].map { Int($0) }
        } else {
          pixel = means
        }
        if isCorrected {
          var e = corrections.map { $0[y][x] }
          if planes == 3 { e = [e[0] - e[2] + e[1], e[0] + e[2], e[0] - e[2] - e[1]] }
          for plane in 0..<planes {
            pixel[plane] = min(max(pixel[plane] + ((e[plane] + 8) >> 4), 0), 255)
          }
        }
        painted[y][x] = pixel
      }
    }
    for y in 0..<8 { decoded[top + y].replaceSubrange(left..<left + 8, with: painted[y]) }
  }

  private func corrections(_ symbols: [Int], _ step: Int) -> [[Int]] {
    let coefficients = symbols.map { symbol in
      guard symbol != 0 else { return 0 }
      let size = min(abs(symbol) * step - step / (abs(symbol) == 1 ? 16 : 64), 1 << 15)
      return symbol < 0 ? -size : size
    }
    let rows = (0..<8).map { v in
      (0..<8).map { x in
        ((0..<8).reduce(1024) { $0 + coefficients[8 * v + $1] * Self.matrix[$1][x] }) >> 11
      }
    }
    return (0..<8).map { y in
      (0..<8).map { x in ((0..<8).reduce(1024) { $0 + rows[$1][x] * Self.matrix[$1][y] }) >> 11 }
    }
  }

  private func hash(_ a: Int, _ b: Int, _ c: Int) -> UInt32 { MixedDecisions.hash(a, b, c) }

  private func sign(_ value: Int) -> Int { value.signum() + 1 }

  private static func level(_ value: Int) -> Int {
    let bounds = [1, 2, 3, 5, 9, 17, 40]
    return bounds.firstIndex { abs(value) < $0 } ?? 7
  }

  private static let matrix = [
    [724, 724, 724, 724, 724, 724, 724, 724],
    [1004, 851, 569, 200, -200, -569, -851, -1004],
    [946, 392, -392, -946, -946, -392, 392, 946],
    [851, -200, -1004, -569, 569, 1004, 200, -851],
    [724, -724, -724, 724, 724, -724, -724, 724],
    [569, -1004, 200, 851, -851, -200, 1004, -569],
    [392, -946, 946, -392, -392, 946, -946, 392],
    [200, -569, 851, -1004, 1004, -851, 569, -200],
  ]

  /// Places by the sum of their frequencies; every other diagonal runs downwards.
  private static let zigzag: [Int] = (0..<15).flatMap { sum in
    let diagonal = (max(0, sum - 7)...min(sum, 7)).map { 8 * $0 + sum - $0 }
    return sum.isMultiple(of: 2) ? diagonal.reversed() : diagonal
  }
}
