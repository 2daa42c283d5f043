import LinearAlgebra
import Networks
import Tensors

/// Fits a model's post-filter: least-squares weights per level and pixel class, on photographs that
/// the model has encoded and decoded.
package struct PostFilterFit: Sendable {
  package let model: PhotoModel

  /// The ridge penalty that keeps the weights of rare classes small, in squared sixteenths.
  private static let ridge = 3000.0 * 256

  /// - Parameters:
  ///   - pieces: crops of photographs in three interleaved colours
  ///   - size: the size of each crop
  ///   - threads: the number of crops processed in parallel, which does not affect the weights
  /// - Returns: levels × classes × pairs, in 1/1024
  package func weights(
    on pieces: [[UInt8]], size: PhotoSize, threads: Int = 1
  ) async -> [Int16] {
    var weights: [Int16] = []
    for number in 0..<model.configuration.levels {
      let parts = (0..<threads).map { part in
        pieces.indices.filter { $0 % threads == part }.map { pieces[$0] }
      }
      let sums = await concurrently(parts, threads: threads) { pieces in
        var sums = PostFilterSums()
        for piece in pieces { add(piece, size, at: .trained(number), to: &sums) }
        return sums
      }
      var all = PostFilterSums()
      for part in sums { all.add(part) }
      weights += (0..<PostFilterWeights.classes).flatMap { Self.solution(all.equations(of: $0)) }
    }
    return weights
  }

  private func add(
    _ piece: [UInt8], _ size: PhotoSize, at level: QualityLevel, to sums: inout PostFilterSums
  ) {
    var given = 0
    let (latents, remainders) = model.quantise(
      size: size, level: level, keepsRemainders: true
    ) { count in
      let start = given
      given += count * size.width * 3
      return Array(piece[start..<given])
    }
    var rows = ClassifiedRows(width: size.width, height: size.height, planes: 3)
    var prior = model.prior(hyperLatents: latents.hyperLatents, level: level)
    var row = 0
    for part in prior.parts {
      let expected = prior.parameters(of: part)
      func symbols(_ grid: LatentGrid) -> [Int16] {
        grid.symbols(of: part.step, rows: 0..<grid.rows)
      }
      let nearest = symbols(latents.band(part.band))
      let chosen = remainders.map {
        RDOQuantiser.cheapest(nearest, remainders: symbols($0.band(part.band)), expected)
      }
      prior.take(chosen ?? nearest, as: part, expected)
      while let picture = prior.next()?.picture {
        rows.take(picture) {
          let line = 3 * size.width
          sums.add($0, original: piece[row * line..<(row + 1) * line])
          row += 1
        }
      }
    }
  }

  private static func solution(_ equations: (matrix: [Double], vector: [Double])) -> [Int16] {
    let count = PostFilterWeights.pairs
    var matrix = equations.matrix
    for index in 0..<count { matrix[index * count + index] += ridge }
    guard let factors = Cholesky(of: matrix, order: count) else {
      return Array(repeating: 0, count: count)
    }
    let limit = Double(PostFilterWeights.limit)
    return factors.solution(of: equations.vector).map {
      Int16(min(max(($0 * 1024).rounded(.toNearestOrEven), -limit), limit))
    }
  }
}
