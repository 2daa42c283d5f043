import LinearAlgebra
import Tensors

/// Rows of numbers of which principal components are wanted.
struct LatentVectors: VectorSource {
  /// count × length
  let numbers: [Float]
  let length: Int

  var count: Int { numbers.count / length }

  func vectors(_ indices: ArraySlice<Int>) -> Tensor {
    let values = indices.flatMap { numbers[$0 * length..<($0 + 1) * length] }
    return Tensor(rows: indices.count, columns: 1, channels: length, values: values)
  }

  /// Above so many numbers components are looked for one after the other: all of them take too
  /// long.
  private static let fewNumbers = 512
  private static let key: UInt64 = 0x6D61_7001

  /// The rows by their first principal components.
  struct Leading {
    /// count × width
    let numbers: [Float]
    let width: Int
    /// What share of all variance the first 1, 2, … components hold together.
    let shares: [Double]
  }

  /// - Parameter most: components wanted; there are fewer of few rows, and none of less than two
  /// - Throws: ``LatentError/notFinite``
  func leading(_ most: Int) throws(LatentError) -> Leading {
    guard numbers.allSatisfy(\.isFinite) else { throw .notFinite }
    guard count >= 2 else { return Leading(numbers: [], width: 0, shares: []) }
    let components: PrincipalComponents
    do {
      components =
        length <= Self.fewNumbers
        ? try PrincipalComponents(of: self, among: Array(0..<count)[...], count: min(most, length))
        : try PrincipalComponents(
          of: self, among: Array(0..<count), atMost: most, key: Self.key)
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
    return Leading(numbers: projected, width: width, shares: shares)
  }
}
