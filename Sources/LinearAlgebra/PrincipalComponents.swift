import Tensors

/// The mean of vectors and the directions of their largest variance.
package struct PrincipalComponents: Sendable {
  /// The mean, of the length of a vector.
  package let mean: [Float]
  /// The variances, descending; they include those of components that are not in `vectors`, if
  /// known.
  package let variances: [Double]
  /// components × 1 × length, each a unit vector.
  package let vectors: Tensor
  /// The sum of all variances, also of components that were not computed.
  package let total: Double

  /// The number of vectors that are multiplied together.
  private static let chunk = 512

  init(mean: [Float], variances: [Double], vectors: Tensor, total: Double) {
    (self.mean, self.variances) = (mean, variances)
    (self.vectors, self.total) = (vectors, total)
  }

  /// Computes the first components from all eigenvectors of the covariance matrix, which suits
  /// vectors of at most a few thousand numbers.
  ///
  /// - Parameters:
  ///   - indices: the vectors of the source to use, at least one
  ///   - count: the number of components, at most the length of a vector
  package static func compute(
    of source: some VectorSource, among indices: ArraySlice<Int>, count: Int
  ) throws(EigenvectorsError) -> PrincipalComponents {
    let n = source.length
    precondition(count <= n, "there are no more components than numbers")
    let mean = source.mean(of: indices, by: chunk)
    let matrix = covariance(of: source, indices, around: mean)
    let found = try Eigenvectors(ofSymmetric: matrix, order: n)
    let variances = found.values.map { max($0, 0) }
    return PrincipalComponents(
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

/// Vectors of one length, read by index.
package protocol VectorSource: Sendable {
  /// The length of a vector.
  var length: Int { get }
  /// Reads some vectors: indices × 1 × length.
  func vectors(_ indices: ArraySlice<Int>) -> Tensor
}

extension VectorSource {
  /// Calls `body` with parts of at most `chunk` vectors. Callers sum floats within a part and
  /// doubles over parts.
  func forEachPart(
    of indices: ArraySlice<Int>, by chunk: Int, _ body: (Tensor) -> Void
  ) {
    for first in stride(from: indices.startIndex, to: indices.endIndex, by: chunk) {
      body(vectors(indices[first..<min(first + chunk, indices.endIndex)]))
    }
  }

  /// The mean of some vectors: 1 × 1 × length.
  func mean(of indices: ArraySlice<Int>, by chunk: Int) -> Tensor {
    var sums = [Double](repeating: 0, count: length)
    forEachPart(of: indices, by: chunk) { part in
      for (index, sum) in part.channelSums().values.enumerated() { sums[index] += Double(sum) }
    }
    return Tensor(
      rows: 1, columns: 1, channels: length,
      values: sums.map { Float($0 / Double(indices.count)) })
  }
}
