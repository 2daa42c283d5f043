import LinearAlgebra
import Tensors

/// Rows of numbers for a principal component analysis.
struct LatentVectors: VectorSource {
  /// count × length
  let numbers: [Float]
  let length: Int

  var count: Int { numbers.count / length }

  func vectors(_ indices: ArraySlice<Int>) -> Tensor {
    let values = indices.flatMap { numbers[$0 * length..<($0 + 1) * length] }
    return Tensor(rows: indices.count, columns: 1, channels: length, values: values)
  }

  /// Longer vectors take the iterative solver, because the full decomposition takes too long.
  private static let maximumDenseLength = 512
  private static let key: UInt64 = 0x6D61_7001

  /// The rows projected to their first principal components.
  struct Components {
    /// count × width
    let numbers: [Float]
    let width: Int
    /// The share of the total variance that the first 1, 2, … components hold together.
    let shares: [Double]
  }

  /// - Parameter maximum: components; fewer than two rows have none
  /// - Throws: ``LatentError/notFinite``
  func principalComponents(_ maximum: Int) throws(LatentError) -> Components {
    guard numbers.allSatisfy(\.isFinite) else { throw .notFinite }
    guard count >= 2 else { return Components(numbers: [], width: 0, shares: []) }
    let components: PrincipalComponents
    do {
      components =
        length <= Self.maximumDenseLength
        ? try PrincipalComponents.compute(
          of: self, among: Array(0..<count)[...], count: min(maximum, length))
        : try PrincipalComponents.approximate(
          of: self, among: Array(0..<count), atMost: maximum, key: Self.key)
    } catch {
      throw .notFinite
    }
    let width = components.vectors.rows
    let project = Pointwise(matrix: components.vectors)
    let away = Tensor(
      rows: 1, columns: 1, channels: length, values: components.mean.map { -$0 })
    var projected: [Float] = []
    projected.reserveCapacity(count * width)
    for first in stride(from: 0, to: count, by: 256) {
      let rows = vectors(Array(first..<min(first + 256, count))[...])
      projected += project(rows.scaled(byChannel: nil, plus: away)).values
    }
    var sum = 0.0
    let shares = components.variances.prefix(width).map { variance in
      sum += variance
      return components.total > 0 ? min(sum / components.total, 1) : 1
    }
    return Components(numbers: projected, width: width, shares: shares)
  }
}
