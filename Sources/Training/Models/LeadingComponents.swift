import LinearAlgebra
import Tensors

/// The first principal components of objects that have too many numbers for ``PrincipalComponents``,
/// which needs the square of them: by subspace iteration.
///
/// After Halko, Martinsson & Tropp 2011, "Finding structure with randomness", algorithm 4.4.
struct LeadingComponents: Sendable {
  let mean: [Float]
  /// Descending, of the components found.
  let variances: [Double]
  /// components × 1 × numbers, each of length 1.
  let vectors: Tensor
  /// The sum of all variances, those of components not found too.
  let total: Double

  /// Directions followed beside those wanted, and rounds: what makes the last ones good.
  private static let (spare, rounds) = (48, 8)
  /// Multiply-adds of a round at most; of larger sets a part is looked at.
  private static let work = 40 << 30
  /// Objects multiplied together.
  private static let chunk = 256

  /// - Parameters:
  ///   - indices: objects of the source to look at, two or more; of very many a part is
  ///   - most: components wanted; there are no more than the objects have numbers
  ///   - key: of the directions it begins with
  init(
    of source: any ObjectSource, among indices: [Int], atMost most: Int, key: NoiseKey
  ) throws(EigenvectorsError) {
    let n = source.shape.count
    var key = key
    let looked = Self.looked(at: source, indices, most)
    let wanted = min(most, n, looked.count - 1)
    let followed = min(wanted + Self.spare, n)
    let mean = Self.mean(of: source, looked)
    let start = Tensor.normal(rows: followed, columns: 1, channels: n, key: key.next())
    var basis = try Self.orthonormal(start)
    var product = basis
    for round in 0...Self.rounds {
      if round > 0 { basis = try Self.orthonormal(product) }
      product = Self.covariance(times: basis, source, looked, mean)
    }
    let small = Self.inner(product, basis)
    let found = try Self.eigenvectors(small, followed)
    let turn = Tensor(
      rows: wanted, columns: 1, channels: followed,
      values: found.vectors.prefix(wanted * followed).map { Float($0) })
    vectors = Pointwise(transposing: basis)(turn)
    variances = found.values.prefix(wanted).map { max($0, 0) }
    self.mean = mean.values
    total = Self.variance(of: source, looked, mean)
  }

  private static func looked(
    at source: any ObjectSource, _ indices: [Int], _ components: Int
  ) -> [Int] {
    let cost = 2 * source.shape.count * (components + spare)
    let most = max(work / cost, 2 * (components + spare))
    let stride = max((indices.count + most - 1) / most, 1)
    return Swift.stride(from: 0, to: indices.count, by: stride).map { indices[$0] }
  }

  private static func chunks(
    of source: any ObjectSource, _ indices: [Int], _ body: (Tensor) -> Void
  ) {
    for first in stride(from: 0, to: indices.count, by: chunk) {
      let part = indices[first..<min(first + chunk, indices.count)]
      body(
        source.objects(part)
          .reshaped(rows: part.count, columns: 1, channels: source.shape.count))
    }
  }

  private static func mean(of source: any ObjectSource, _ indices: [Int]) -> Tensor {
    var sums = [Double](repeating: 0, count: source.shape.count)
    chunks(of: source, indices) { part in
      for (place, sum) in part.channelSums().values.enumerated() { sums[place] += Double(sum) }
    }
    return Tensor(
      rows: 1, columns: 1, channels: sums.count,
      values: sums.map { Float($0 / Double(indices.count)) })
  }

  private static func variance(
    of source: any ObjectSource, _ indices: [Int], _ mean: Tensor
  ) -> Double {
    let away = mean.scaled(by: -1)
    var sum = 0.0
    chunks(of: source, indices) { part in
      let centred = part.scaled(byChannel: nil, plus: away)
      sum += centred.dots(centred, samples: 1)[0]
    }
    return sum / Double(indices.count)
  }

  /// basis · Xᵀ · X / objects of the centred objects X.
  private static func covariance(
    times basis: Tensor, _ source: any ObjectSource, _ indices: [Int], _ mean: Tensor
  ) -> Tensor {
    let (away, product) = (mean.scaled(by: -1), Pointwise(matrix: basis))
    var sum = MatrixGradient(outputs: basis.rows, inputs: basis.channels)
    chunks(of: source, indices) { part in
      let centred = part.scaled(byChannel: nil, plus: away)
      sum.add(centred, gradient: product(centred))
    }
    return sum.finish(like: basis).scaled(by: 1 / Float(indices.count))
  }

  /// rows(x) × rows(y): all inner products of rows.
  private static func inner(_ x: Tensor, _ y: Tensor) -> Tensor { Pointwise(matrix: y)(x) }

  private static func eigenvectors(
    _ matrix: Tensor, _ order: Int
  ) throws(EigenvectorsError) -> Eigenvectors {
    try Eigenvectors(ofSymmetric: matrix.values.map { Double($0) }, order: order)
  }

  /// Rows of length 1, each upright on all others, that span what the rows given do. Twice, as
  /// the first time rounding leaves some slant.
  private static func orthonormal(_ rows: Tensor) throws(EigenvectorsError) -> Tensor {
    var rows = rows
    for _ in 0..<2 {
      let order = rows.rows
      let found = try eigenvectors(inner(rows, rows), order)
      let least = max(found.values[0] * 1e-7, 1e-30)
      var turn: [Float] = []
      for index in 0..<order {
        let scale = 1 / max(found.values[index], least).squareRoot()
        for number in found.vectors[index * order..<(index + 1) * order] {
          turn.append(Float(number * scale))
        }
      }
      rows = Pointwise(transposing: rows)(
        Tensor(rows: order, columns: 1, channels: order, values: turn))
    }
    return rows
  }
}
