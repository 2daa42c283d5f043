import Tensors

extension PrincipalComponents {
  /// Directions iterated in addition to those wanted, and rounds; both make the last ones accurate.
  private static let (spare, rounds) = (48, 8)
  /// The most multiply-adds of a round; of larger sets only a part is used.
  private static let work = 40 << 30
  /// The number of vectors that are multiplied together.
  private static let part = 256

  /// Approximates the first components by randomised subspace iteration, without the covariance
  /// matrix, which is too large for long vectors.
  ///
  /// Source: Halko, Martinsson and Tropp 2011, "Finding structure with randomness", algorithm 4.4.
  ///
  /// - Parameters:
  ///   - indices: the vectors of the source to use, at least two; of very many only a part is used
  ///   - most: the number of components, unless a vector is shorter
  ///   - key: the key of the random directions to begin with
  package static func approximate(
    of source: some VectorSource, among indices: [Int], atMost most: Int, key: UInt64
  ) throws(EigenvectorsError) -> PrincipalComponents {
    let n = source.length
    let chosen = used(of: source, indices, most)
    let wanted = min(most, n, chosen.count - 1)
    let followed = min(wanted + spare, n)
    let mean = source.mean(of: chosen[...], by: part)
    let start = Tensor.normal(rows: followed, columns: 1, channels: n, key: key)
    var basis = try orthonormal(start)
    var product = basis
    for round in 0...rounds {
      if round > 0 { basis = try orthonormal(product) }
      product = covariance(times: basis, source, chosen, mean)
    }
    let small = inner(product, basis)
    let found = try eigenvectors(small, followed)
    let turn = Tensor(
      rows: wanted, columns: 1, channels: followed,
      values: found.vectors.prefix(wanted * followed).map { Float($0) })
    return PrincipalComponents(
      mean: mean.values, variances: found.values.prefix(wanted).map { max($0, 0) },
      vectors: Pointwise(transposing: basis)(turn),
      total: variance(of: source, chosen, mean))
  }

  private static func used(
    of source: some VectorSource, _ indices: [Int], _ components: Int
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

  /// basis · Xᵀ · X / n for n centred vectors X.
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

  /// All inner products of rows: rows(x) × rows(y).
  private static func inner(_ x: Tensor, _ y: Tensor) -> Tensor { Pointwise(matrix: y)(x) }

  private static func eigenvectors(
    _ matrix: Tensor, _ order: Int
  ) throws(EigenvectorsError) -> Eigenvectors {
    try Eigenvectors(ofSymmetric: matrix.values.map { Double($0) }, order: order)
  }

  /// Orthonormal rows with the span of the given rows. It is done twice, as rounding leaves the
  /// first result slightly skewed.
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
