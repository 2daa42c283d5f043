import Tensors

/// Of vectors of too many numbers for their covariance, which has the square of them: subspace
/// iteration.
///
/// After Halko, Martinsson & Tropp 2011, "Finding structure with randomness", algorithm 4.4.
extension PrincipalComponents {
  /// Directions followed beside those wanted, and rounds: what makes the last ones good.
  private static let (spare, rounds) = (48, 8)
  /// Multiply-adds of a round at most; of larger sets a part is looked at.
  private static let work = 40 << 30
  /// Vectors multiplied together.
  private static let part = 256

  /// Finds the first components, the last of them not quite.
  ///
  /// - Parameters:
  ///   - indices: vectors of the source to look at, two or more; of very many a part is
  ///   - most: components wanted; there are no more than a vector has numbers
  ///   - key: of the directions it begins with
  package init(
    of source: some VectorSource, among indices: [Int], atMost most: Int, key: UInt64
  ) throws(EigenvectorsError) {
    let n = source.length
    let looked = Self.looked(at: source, indices, most)
    let wanted = min(most, n, looked.count - 1)
    let followed = min(wanted + Self.spare, n)
    let mean = source.mean(of: looked[...], by: Self.part)
    let start = Tensor.normal(rows: followed, columns: 1, channels: n, key: key)
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
    self.init(
      mean: mean.values, variances: found.values.prefix(wanted).map { max($0, 0) },
      vectors: Pointwise(transposing: basis)(turn),
      total: Self.variance(of: source, looked, mean))
  }

  private static func looked(
    at source: some VectorSource, _ indices: [Int], _ components: Int
  ) -> [Int] {
    let cost = 2 * source.length * (components + spare)
    let most = max(work / cost, 2 * (components + spare))
    let stride = max((indices.count + most - 1) / most, 1)
    return Swift.stride(from: 0, to: indices.count, by: stride).map { indices[$0] }
  }

  private static func variance(
    of source: some VectorSource, _ indices: [Int], _ mean: Tensor
  ) -> Double {
    let away = mean.scaled(by: -1)
    var sum = 0.0
    source.forEachPart(of: indices[...], by: part) { part in
      let centred = part.scaled(byChannel: nil, plus: away)
      sum += centred.dots(centred, samples: 1)[0]
    }
    return sum / Double(indices.count)
  }

  /// basis · Xᵀ · X / objects of the centred objects X.
  private static func covariance(
    times basis: Tensor, _ source: some VectorSource, _ indices: [Int], _ mean: Tensor
  ) -> Tensor {
    let (away, product) = (mean.scaled(by: -1), Pointwise(matrix: basis))
    var sum = MatrixGradient(outputs: basis.rows, inputs: basis.channels)
    source.forEachPart(of: indices[...], by: part) { part in
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
