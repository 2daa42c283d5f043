/// Eigenvectors of small symmetric matrices, in double precision.
enum SmallMatrix {
  /// Eigenvectors as columns, by falling eigenvalue (cyclic Jacobi).
  static func eigenvectors(_ matrix: [Float], _ n: Int) -> [Float] {
    let largest = Double(matrix.map(abs).max() ?? 0)
    var a = matrix.map { largest > 0 ? Double($0) / largest : 0 }
    var v = (0..<n * n).map { $0 % (n + 1) == 0 ? 1.0 : 0 }
    for _ in 0..<30 {
      var off = 0.0
      for i in 0..<n { for j in i + 1..<max(n, i + 1) { off += a[i * n + j] * a[i * n + j] } }
      if off < 1e-24 { break }
      for p in 0..<n {
        for q in p + 1..<max(n, p + 1) { rotate(&a, &v, n, p, q) }
      }
    }
    let order = (0..<n).sorted { a[$0 * n + $0] > a[$1 * n + $1] }
    return (0..<n * n).map { Float(v[$0 / n * n + order[$0 % n]]) }
  }

  private static func rotate(_ a: inout [Double], _ v: inout [Double], _ n: Int, _ p: Int, _ q: Int)
  {
    let x = a[p * n + q]
    if abs(x) < 1e-300 { return }
    let theta = (a[q * n + q] - a[p * n + p]) / (2 * x)
    let t = (theta >= 0 ? 1 : -1) / (abs(theta) + (theta * theta + 1).squareRoot())
    let c = 1 / (t * t + 1).squareRoot()
    let s = t * c
    for k in 0..<n {
      let (x, y) = (a[k * n + p], a[k * n + q])
      (a[k * n + p], a[k * n + q]) = (c * x - s * y, s * x + c * y)
    }
    for k in 0..<n {
      let (x, y) = (a[p * n + k], a[q * n + k])
      (a[p * n + k], a[q * n + k]) = (c * x - s * y, s * x + c * y)
      let (z, w) = (v[k * n + p], v[k * n + q])
      (v[k * n + p], v[k * n + q]) = (c * z - s * w, s * z + c * w)
    }
  }

  /// One step of orthogonal iteration of a basis towards the eigenvectors of a matrix.
  ///
  /// - Returns: the order in which the old columns now stand
  static func refresh(_ basis: inout [Float], _ matrix: [Float], _ n: Int) -> [Int] {
    let (m, q) = (matrix.map(Double.init), basis.map(Double.init))
    var product = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for k in 0..<n {
        for j in 0..<n { product[i * n + j] += m[i * n + k] * q[k * n + j] }
      }
    }
    let values = (0..<n).map { j in (0..<n).reduce(0.0) { $0 + q[$1 * n + j] * product[$1 * n + j] }
    }
    let order = (0..<n).sorted { values[$0] == values[$1] ? $0 < $1 : values[$0] > values[$1] }
    // Columns become rows, which are contiguous.
    var rows = (0..<n * n).map { product[$0 % n * n + order[$0 / n]] }
    for j in 0..<n { orthogonalise(&rows, j, n) }
    basis = (0..<n * n).map { Float(rows[$0 % n * n + $0 / n]) }
    return order
  }

  private static func orthogonalise(_ rows: inout [Double], _ j: Int, _ n: Int) {
    func project() {
      for l in 0..<j {
        var dot = 0.0
        for i in 0..<n { dot += rows[l * n + i] * rows[j * n + i] }
        for i in 0..<n { rows[j * n + i] -= dot * rows[l * n + i] }
      }
    }
    func norm() -> Double {
      (0..<n).reduce(0.0) { $0 + rows[j * n + $1] * rows[j * n + $1] }.squareRoot()
    }
    project()
    project()
    var length = norm()
    // A direction without weight is replaced by any that is left.
    var axis = 0
    while length < 1e-30, axis < n {
      for i in 0..<n { rows[j * n + i] = i == axis ? 1 : 0 }
      project()
      project()
      length = norm()
      if length < 0.3 / Double(n).squareRoot() { length = 0 }
      axis += 1
    }
    if length > 0 { for i in 0..<n { rows[j * n + i] /= length } }
  }
}
