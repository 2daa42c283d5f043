/// A first guess at the latents of a picture: each is a linear function of a patch of the picture
/// at the resolution of its grid. It only saves steps of fitting; no decoder knows it.
package struct LinearAnalysis: Sendable {
  /// For each grid that synthesis sees: weights of a patch `[row][column][colour]` and a bias.
  package let filters: [[Float]]

  package static let size = 5
  /// Numbers of a patch, and a one.
  package static let inputs = size * size * 3 + 1

  package init(filters: [[Float]]) { self.filters = filters }

  /// Solves for the filters by least squares, with a little weight decay.
  init(_ shape: FittedShape, _ examples: [(picture: FittedSamples, latents: [PlaneStack])]) {
    var filters: [[Float]] = []
    for halvings in 0..<shape.grids {
      var equations = NormalEquations(Self.inputs)
      for (picture, latents) in examples {
        let shapes = shape.grids(width: picture.width, height: picture.height)
        let index = shapes.firstIndex { $0.halvings == halvings && !$0.isHyper }!
        let map = ColourMap(picture).halved(halvings)
        for row in 0..<map.height {
          for column in 0..<map.width {
            equations.add(map.patch(row, column), latents[index][0, row, column])
          }
        }
      }
      filters.append(equations.solution())
    }
    self.filters = filters
  }

  /// Sets latents to what the filters give.
  func apply(to values: [PlaneStack], _ shapes: [LatentGridShape], _ picture: FittedSamples) {
    var map = ColourMap(picture)
    for halvings in filters.indices {
      if halvings > 0 { map = map.halved(1) }
      let index = shapes.firstIndex { $0.halvings == halvings && !$0.isHyper }!
      for row in 0..<map.height {
        for column in 0..<map.width {
          let patch = map.patch(row, column)
          var sum: Float = 0
          for k in patch.indices { sum += patch[k] * filters[halvings][k] }
          values[index][0, row, column] = sum
        }
      }
    }
  }
}

/// A picture as floats 0…1.
private struct ColourMap {
  let width: Int
  let height: Int
  var values: [Float]

  init(_ picture: FittedSamples) {
    (width, height) = (picture.width, picture.height)
    values = picture.samples.map { Float($0) / 255 }
  }

  private init(width: Int, height: Int, values: [Float]) {
    (self.width, self.height, self.values) = (width, height, values)
  }

  /// Means of 2 × 2 pixels, `times` times; the last ones repeat beyond odd sides.
  func halved(_ times: Int) -> ColourMap {
    guard times > 0 else { return self }
    let (w, h) = ((width + 1) / 2, (height + 1) / 2)
    var result = [Float](repeating: 0, count: w * h * 3)
    for row in 0..<h {
      let rows = [2 * row, min(2 * row + 1, height - 1)]
      for column in 0..<w {
        let columns = [2 * column, min(2 * column + 1, width - 1)]
        for colour in 0..<3 {
          var sum: Float = 0
          for r in rows { for c in columns { sum += values[(r * width + c) * 3 + colour] } }
          result[(row * w + column) * 3 + colour] = sum / 4
        }
      }
    }
    return ColourMap(width: w, height: h, values: result).halved(times - 1)
  }

  /// The patch around a pixel; pixels repeat beyond the borders.
  func patch(_ row: Int, _ column: Int) -> [Float] {
    let reach = LinearAnalysis.size / 2
    return unsafe [Float](unsafeUninitializedCapacity: LinearAnalysis.inputs) { buffer, count in
      for r in row - reach...row + reach {
        let line = min(max(r, 0), height - 1) * width
        for c in column - reach...column + reach {
          let at = (line + min(max(c, 0), width - 1)) * 3
          for k in 0..<3 { unsafe buffer.initializeElement(at: count + k, to: values[at + k]) }
          count += 3
        }
      }
      unsafe buffer.initializeElement(at: count, to: 1)
      count += 1
    }
  }
}

/// Sums of products from which a least-squares solution follows.
private struct NormalEquations {
  private let count: Int
  private var matrix: [Double]
  private var right: [Double]
  private var part: [Float]
  private var pending = 0

  init(_ count: Int) {
    self.count = count
    matrix = Array(repeating: 0, count: count * count)
    right = Array(repeating: 0, count: count)
    part = Array(repeating: 0, count: count * (count + 1))
  }

  mutating func add(_ x: [Float], _ y: Float) {
    for i in 0..<count {
      let factor = x[i]
      let row = i * (count + 1)
      for j in 0..<count { part[row + j] += factor * x[j] }
      part[row + count] += factor * y
    }
    pending += 1
    if pending == 256 { flush() }
  }

  /// Sums of few floats are exact enough; those of many are kept as doubles.
  private mutating func flush() {
    for i in 0..<count {
      for j in 0..<count { matrix[i * count + j] += Double(part[i * (count + 1) + j]) }
      right[i] += Double(part[i * (count + 1) + count])
    }
    for k in part.indices { part[k] = 0 }
    pending = 0
  }

  /// By Cholesky's method.
  func solution() -> [Float] {
    var whole = self
    whole.flush()
    var (a, b) = (whole.matrix, whole.right)
    let trace = (0..<count).reduce(0.0) { $0 + a[$1 * count + $1] }
    for i in 0..<count { a[i * count + i] += trace / Double(count) * 1e-5 + 1e-9 }
    for j in 0..<count {
      for k in 0..<j { a[j * count + j] -= a[j * count + k] * a[j * count + k] }
      a[j * count + j] = max(a[j * count + j], 1e-12).squareRoot()
      for i in j + 1..<max(count, j + 1) {
        for k in 0..<j { a[i * count + j] -= a[i * count + k] * a[j * count + k] }
        a[i * count + j] /= a[j * count + j]
      }
    }
    for i in 0..<count {
      for k in 0..<i { b[i] -= a[i * count + k] * b[k] }
      b[i] /= a[i * count + i]
    }
    for i in (0..<count).reversed() {
      for k in i + 1..<max(count, i + 1) { b[i] -= a[k * count + i] * b[k] }
      b[i] /= a[i * count + i]
    }
    return b.map { Float($0) }
  }
}
