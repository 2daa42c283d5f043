import LinearAlgebra
import Tensors

/// The first principal components of a folder's pictures, by subspace iteration: what a picture
/// has too many numbers for is never made, the square of them.
///
/// After Halko, Martinsson & Tropp 2011, "Finding structure with randomness", algorithm 4.4.
struct FolderComponents: Sendable {
  /// Of samples 0…1.
  let mean: [Float]
  /// Descending, of the components found.
  let variances: [Double]
  /// components × 1 × numbers, each of length 1.
  let vectors: Tensor
  /// The sum of all variances, those of components not found too.
  let total: Double

  /// The most components.
  static let limit = 320
  /// Directions followed beside those wanted, and rounds: what makes the last ones good.
  private static let (spare, rounds) = (16, 3)
  /// Multiply-adds of a round at most; of larger sets a part is looked at.
  private static let work = 40 << 30
  /// Pictures multiplied together.
  private static let chunk = 256

  init(of pictures: FolderPictures, key: NoiseKey) throws(FolderError) {
    let n = pictures.shape.count
    var key = key
    let looked = Self.looked(at: pictures)
    let wanted = min(Self.limit, n, looked.count - 1)
    let followed = min(wanted + Self.spare, n)
    let mean = Self.mean(of: pictures, looked)
    let start = Tensor.normal(rows: followed, columns: 1, channels: n, key: key.next())
    var basis = try Self.orthonormal(start)
    var product = basis
    for round in 0...Self.rounds {
      if round > 0 { basis = try Self.orthonormal(product) }
      product = Self.covariance(times: basis, pictures, looked, mean)
    }
    let small = Self.inner(product, basis)
    let found = try Self.eigenvectors(small, followed)
    let turn = Tensor(
      rows: wanted, columns: 1, channels: followed,
      values: found.vectors.prefix(wanted * followed).map { Float($0) })
    vectors = Pointwise(transposing: basis)(turn)
    variances = found.values.prefix(wanted).map { max($0, 0) }
    self.mean = mean.values
    total = Self.variance(of: pictures, looked, mean)
  }

  private static func looked(at pictures: FolderPictures) -> [Int] {
    let cost = 2 * pictures.shape.count * (limit + spare)
    let most = max(work / cost, 2 * (limit + spare))
    let stride = max((pictures.count + most - 1) / most, 1)
    return Array(Swift.stride(from: 0, to: pictures.count, by: stride))
  }

  private static func chunks(
    of pictures: FolderPictures, _ indices: [Int], _ body: (Tensor) -> Void
  ) {
    for first in stride(from: 0, to: indices.count, by: chunk) {
      let part = Array(indices[first..<min(first + chunk, indices.count)])
      body(
        pictures.objects(part)
          .reshaped(rows: part.count, columns: 1, channels: pictures.shape.count))
    }
  }

  private static func mean(of pictures: FolderPictures, _ indices: [Int]) -> Tensor {
    var sums = [Double](repeating: 0, count: pictures.shape.count)
    chunks(of: pictures, indices) { part in
      for (place, sum) in part.channelSums().values.enumerated() { sums[place] += Double(sum) }
    }
    return Tensor(
      rows: 1, columns: 1, channels: sums.count,
      values: sums.map { Float($0 / Double(indices.count)) })
  }

  private static func variance(
    of pictures: FolderPictures, _ indices: [Int], _ mean: Tensor
  ) -> Double {
    let away = mean.scaled(by: -1)
    var sum = 0.0
    chunks(of: pictures, indices) { part in
      let centred = part.scaled(byChannel: nil, plus: away)
      sum += centred.dots(centred, samples: 1)[0]
    }
    return sum / Double(indices.count)
  }

  /// basis · Xᵀ · X / pictures of the centred pictures X.
  private static func covariance(
    times basis: Tensor, _ pictures: FolderPictures, _ indices: [Int], _ mean: Tensor
  ) -> Tensor {
    let (away, product) = (mean.scaled(by: -1), Pointwise(matrix: basis))
    var sum = MatrixGradient(outputs: basis.rows, inputs: basis.channels)
    chunks(of: pictures, indices) { part in
      let centred = part.scaled(byChannel: nil, plus: away)
      sum.add(centred, gradient: product(centred))
    }
    return sum.finish(like: basis).scaled(by: 1 / Float(indices.count))
  }

  /// rows(x) × rows(y): all inner products of rows.
  private static func inner(_ x: Tensor, _ y: Tensor) -> Tensor { Pointwise(matrix: y)(x) }

  private static func eigenvectors(
    _ matrix: Tensor, _ order: Int
  ) throws(FolderError) -> Eigenvectors {
    do throws(EigenvectorsError) {
      return try Eigenvectors(ofSymmetric: matrix.values.map { Double($0) }, order: order)
    } catch {
      throw .components(error)
    }
  }

  /// Rows of length 1, each upright on all others, that span what the rows given do. Twice, as
  /// the first time rounding leaves some slant.
  private static func orthonormal(_ rows: Tensor) throws(FolderError) -> Tensor {
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
