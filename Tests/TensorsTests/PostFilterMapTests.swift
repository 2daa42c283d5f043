import Tensors
import Testing

/// The post-filter as those see it who look for better codes, beside the one of decoders.
@Suite struct PostFilterMapTests {
  private static let kernels = Kernels.names.filter { (try? Kernels(named: $0)) != nil }

  private struct Case {
    let weights: PostFilterWeights
    /// Larger than what counts, as codes reach beyond pictures.
    let picture: Tensor
    let width = Int.random(in: 1...40)
    let height = Int.random(in: 1...40)

    init() {
      weights = PostFilterWeights(
        pairs: (0..<PostFilterWeights.classes * PostFilterWeights.pairs).map { _ in
          .random(in: -40...40)
        })
      picture = Self.random(0.2...0.8, width, height)
    }

    static func random(_ range: ClosedRange<Float>, _ width: Int, _ height: Int) -> Tensor {
      let (rows, columns) = (height + 3, width + 5)
      return Tensor(
        rows: rows, columns: columns, channels: 3,
        values: (0..<rows * columns * 3).map { _ in .random(in: range) })
    }

    var map: PostFilterMap {
      PostFilterMap(weights, classesOf: picture, width: width, height: height)
    }
  }

  @Test(arguments: kernels)
  func `its numbers are the decoder's but for rounding`(name: String) throws {
    try Kernels.$forced.withValue(Kernels(named: name)) {
      for _ in 0..<20 {
        let it = Case()
        var samples: [UInt8] = []
        var rows = ClassifiedRows(width: it.width, height: it.height, planes: 3)
        rows.take(it.picture) { it.weights.filter($0, into: &samples) }
        let made = it.map(it.picture)
        let numbers = made.values
        for y in 0..<made.rows {
          for i in 0..<3 * made.columns {
            let number = numbers[y * 3 * made.columns + i]
            guard y < it.height, i < 3 * it.width else {
              #expect(number == 0)
              continue
            }
            // Sixteenths are rounded before, samples after.
            let decoded = Float(samples[y * 3 * it.width + i])
            #expect(abs(255 * min(max(number, 0), 1) - decoded) < 0.7)
          }
        }
      }
    }
  }

  @Test(arguments: kernels)
  func `backwards it is transposed`(name: String) throws {
    try Kernels.$forced.withValue(Kernels(named: name)) {
      for _ in 0..<20 {
        let it = Case()
        let map = it.map
        let (x, y) = (
          Case.random(-1...1, it.width, it.height), Case.random(-1...1, it.width, it.height)
        )
        let forth = map(x).dots(y, samples: 1)[0]
        let back = map.transposed(y).dots(x, samples: 1)[0]
        #expect(abs(forth - back) < 1e-3, "\(it.width)×\(it.height)")
      }
    }
  }
}
