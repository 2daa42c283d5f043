/// The least squares of a κ and a k, in binary32: jpeg-1.md, *Least squares*.
struct JPEGLeastSquares {
  /// S[i, j], of which those with i ≤ j are used.
  private var s: [Float]
  private var t: [Float]
  private var w: [Float]
  private var n = 0

  /// - Parameter numbers: S, row by row, t and w
  init(_ numbers: ArraySlice<Float>) {
    s = Array(numbers.prefix(64))
    t = Array(numbers.dropFirst(64).prefix(8))
    w = Array(numbers.suffix(8))
  }

  /// The expected value in 1/16.
  func mean(_ x: [Float]) -> Int {
    var y: Float = 0
    for i in 0..<8 { y = y.addingProduct(w[i], x[i]) }
    y = y > 2000 ? 2000 : y < -2000 ? -2000 : y.isNaN ? 0 : y
    return Int((16 * y).rounded(.toNearestOrEven))
  }

  /// Learns the value c, the J of which was expected.
  mutating func learn(_ c: Int, _ x: [Float], _ j: Int, solvesEvery period: Int) {
    let least = j < 4 ? j : (4 + j % 4) << (j / 4 - 1)
    let g: Float = 16 / Float(5 + 2 * least)
    let decay = Float(bitPattern: 0x3F7F_9DB2)
    for i in 0..<8 {
      let xg = x[i] * g
      for j in i..<8 {
        s[8 * i + j] = (xg * x[j]).addingProduct(s[8 * i + j], decay)
      }
    }
    let cg = Float(c) * g
    for j in 0..<8 { t[j] = (cg * x[j]).addingProduct(t[j], decay) }
    n += 1
    if n == period {
      n = 0
      solve()
    }
  }

  private mutating func solve() {
    var (u, b) = (s, t)
    var a = Array(repeating: Float(0), count: 8)
    let (ridge, least) = (Float(bitPattern: 0x3F80_20C5), Float(bitPattern: 0x3586_37BD))
    for j in 0..<8 { u[9 * j] = Float(2).addingProduct(u[9 * j], ridge) }
    for j in 0..<8 {
      let pivot = u[9 * j] > least ? u[9 * j] : least
      a[j] = 1 / pivot.squareRoot()
      for i in j + 1..<9 where i < 8 { u[8 * j + i] = u[8 * j + i] * a[j] }
      b[j] = b[j] * a[j]
      for k in j + 1..<9 where k < 8 {
        for i in k..<8 {
          u[8 * k + i] = u[8 * k + i].addingProduct(-u[8 * j + k], u[8 * j + i])
        }
        b[k] = b[k].addingProduct(-u[8 * j + k], b[j])
      }
    }
    for j in (0..<8).reversed() {
      var y = b[j]
      for k in j + 1..<9 where k < 8 { y = y.addingProduct(-u[8 * j + k], w[k]) }
      w[j] = y * a[j]
    }
  }
}
