import Tensors

/// The mean of vectors and the directions they vary in most.
package struct PrincipalComponents: Sendable {
  /// As many numbers as a vector has.
  package let mean: [Float]
  /// Descending; of components that are not in `vectors`, too, where they are known.
  package let variances: [Double]
  /// components × 1 × numbers, each of length 1.
  package let vectors: Tensor
  /// The sum of all variances, those of components not found too.
  package let total: Double

  /// Vectors multiplied together.
  private static let chunk = 512

  init(mean: [Float], variances: [Double], vectors: Tensor, total: Double) {
    (self.mean, self.variances) = (mean, variances)
    (self.vectors, self.total) = (vectors, total)
  }

  /// Finds the first components by the covariance, all of whose eigenvectors that takes: for
  /// vectors of some thousand numbers at most.
  ///
  /// - Parameters:
  ///   - indices: vectors of the source to look at, one or more
  ///   - count: components wanted, no more than a vector has numbers
  package init(
    of source: some VectorSource, among indices: ArraySlice<Int>, count: Int
  ) throws(EigenvectorsError) {
    let n = source.length
    precondition(count <= n, "there are no more components than numbers")
    let mean = source.mean(of: indices, by: Self.chunk)
    let covariance = Self.covariance(of: source, indices, around: mean)
    let found = try Eigenvectors(ofSymmetric: covariance, order: n)
    let variances = found.values.map { max($0, 0) }
    self.init(
      mean: mean.values, variances: variances,
      vectors: Tensor(
        rows: count, columns: 1, channels: n,
        values: found.vectors.prefix(count * n).map { Float($0) }),
      total: variances.reduce(0, +))
  }

  private static func covariance(
    of source: some VectorSource, _ indices: ArraySlice<Int>, around mean: Tensor
  ) -> [Double] {
    let n = source.length
    let shape = Tensor.zeros(rows: n, columns: 1, channels: n)
    let offset = mean.scaled(by: -1)
    var sums = [Double](repeating: 0, count: n * n)
    source.forEachPart(of: indices, by: chunk) { part in
      let centred = part.scaled(byChannel: nil, plus: offset)
      var products = MatrixGradient(outputs: n, inputs: n)
      products.add(centred, gradient: centred)
      for (index, product) in products.finish(like: shape).values.enumerated() {
        sums[index] += Double(product)
      }
    }
    return sums.map { $0 / Double(indices.count) }
  }
}
