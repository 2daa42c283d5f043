/// The blocks around a block: jpeg-1.md, *The model*. Of the blocks of its own component, and
/// those of the components before, each is nil where there is none.
struct JPEGAround {
  var left: Int?
  var above: Int?
  var aboveLeft: Int?
  var aboveRight: Int?
  var secondLeft: Int?
  var secondAbove: Int?
  /// F, of the first component.
  var first: Int?
  /// P, of the component before.
  var before: Int?
}

/// What is expected of a value.
struct JPEGExpectation {
  let j: Int
  let mean: Int
  /// The features.
  let x: [Float]
}

/// fine(x) of jpeg-1.md.
func fine(_ x: Int) -> Int {
  guard x >= 4 else { return max(x, 0) }
  let o = log2(x)
  return 4 * (o - 1) + (x >> (o - 2)) % 4
}

/// coarse(x) of jpeg-1.md.
func coarse(_ x: Int) -> Int {
  guard x >= 4 else { return 0 }
  let o = log2(x)
  return min(2 * o - 3 + (x >> (o - 1)) % 2, 15)
}

/// coarse(⌊factor × min(|x|, 1000)⌋), in binary32 up to ⌊ ⌋.
func coarse(_ x: Float, times factor: Float) -> Int {
  coarse(Int((factor * min(abs(x), 1000)).rounded(.down)))
}

/// ⌊log₂ x⌋.
func log2(_ x: Int) -> Int { Int.bitWidth - 1 - x.leadingZeroBitCount }

/// The cosines at the edges of blocks, and half a pixel beyond.
private let edge = [2896, 4017, 3784, 3406, 2896, 2276, 1567, 799]
private let beyond = [2896, 4322, 4892, 5508, 5792, 5422, 4242, 2336]

extension JPEGStripe {
  /// β[0] to β[7], ω[0] to ω[6] and E[15] for each k: jpeg-1.md, *Expectations*.
  static func factors(_ expected: ArraySlice<Int>, _ steps: [Int]) -> [Int] {
    let e = Array(expected)
    var factors: [Int] = []
    for k in 0..<64 {
      factors += e[16 * k..<16 * k + 8]
      for (i, direction) in directions.enumerated() {
        let other = neighbour(k, direction).map { steps[$0] } ?? 0
        let omega = e[16 * k + 8 + i] * other / steps[k]
        factors.append(min(max(omega, -16384), 16384))
      }
      factors.append(e[16 * k + 15])
    }
    return factors
  }

  private static let directions = [(1, 0), (0, 1), (1, 1), (-1, 1), (1, -1), (2, 0), (0, 2)]

  /// The place in the block at frequencies u + du, v + dv.
  private static func neighbour(_ k: Int, _ direction: (du: Int, dv: Int)) -> Int? {
    let (u, v) = (k % 8 + direction.du, k / 8 + direction.dv)
    return 0..<8 ~= u && 0..<8 ~= v ? 8 * v + u : nil
  }

  /// For each k the places of its seven neighbours; k itself, with a factor of 0, for none.
  static let neighbours: [Int] = (0..<64).flatMap { k in
    directions.map { neighbour(k, $0) ?? k }
  }

  /// J: the magnitude that is expected of value k.
  private func magnitude(_ block: Int, _ k: Int, _ around: JPEGAround) -> Int {
    let plane = planes[component]
    func size(_ value: Int) -> Int { min(abs(value), 2047) }
    var sum = factors[16 * k + 15]
    sum += factors[16 * k] * size(plane.value(around.left, k))
    sum += factors[16 * k + 1] * size(plane.value(around.above, k))
    sum += factors[16 * k + 2] * size(plane.value(around.aboveLeft, k))
    sum += factors[16 * k + 3] * size(plane.value(around.aboveRight, k))
    sum += factors[16 * k + 4] * size(plane.value(around.secondLeft, k))
    sum += factors[16 * k + 5] * size(plane.value(around.secondAbove, k))
    sum += factors[16 * k + 6] * size(planes[0].value(around.first, k))
    sum += factors[16 * k + 7] * size(planes[max(component - 1, 0)].value(around.before, k))
    for i in 0..<7 where factors[16 * k + 8 + i] != 0 {
      sum += factors[16 * k + 8 + i] * size(plane.value(block, Self.neighbours[7 * k + i]))
    }
    return min(fine(sum >> 8), 47)
  }

  /// Σ (−1)^f × cosine × d(other) − Σ cosine × d(block), along a row of the block's frequencies
  /// or a column.
  private func difference(
    _ other: Int?, _ block: Int, _ cosines: [Int], from first: Int, by stride: Int
  ) -> Int {
    var sum = 0
    for f in 0..<8 {
      let k = first + stride * f
      func d(_ block: Int?) -> Int {
        min(max(planes[component].value(block, k) * steps[k], -16383), 16383)
      }
      sum += cosines[f] * ((f % 2 == 0 ? d(other) : -d(other)) - d(block))
    }
    return sum
  }

  /// The expectations of value k of a block, of which the values before are decoded.
  func expectation(_ block: Int, _ k: Int, _ around: JPEGAround) -> JPEGExpectation {
    let (u, v, s) = (k % 8, k / 8, steps[k])
    let plane = planes[component]
    func feature(_ r: Int, _ cosine: Int) -> Float { Float(r) * (1 / Float(cosine * s)) }
    let x: [Float] = [
      feature(difference(around.left, block, edge, from: 8 * v, by: 1), edge[u]),
      feature(difference(around.above, block, edge, from: u, by: 8), edge[v]),
      feature(difference(around.left, block, beyond, from: 8 * v, by: 1), beyond[u]),
      feature(difference(around.above, block, beyond, from: u, by: 8), beyond[v]),
      Float(plane.value(around.left, k)),
      Float(plane.value(around.above, k)),
      Float(
        component == 0 ? plane.value(around.aboveLeft, k) : planes[0].value(around.first, k)),
      Float(
        component < 2
          ? plane.value(around.aboveRight, k) : planes[component - 1].value(around.before, k)),
    ]
    return JPEGExpectation(
      j: magnitude(block, k, around), mean: squares[64 * kappa + k].mean(x), x: x)
  }
}
