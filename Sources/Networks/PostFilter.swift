import Tensors

/// The last step of decoding: a linear filter of 5×5 pixels whose weights depend on the class of
/// the pixel, that is the kind of edge it lies on.
///
/// The network works at the resolution of 8×8 blocks; this filter sharpens edges within them, for a
/// hundredth of the multiply-adds. After rapid and accurate image super-resolution (RAISR; Romano,
/// Isidoro and Milanfar 2016) and the adaptive loop filters of video codecs.
package struct PostFilter: Sendable {
  /// The name of its tensor: levels × classes × pairs, in 1/1024.
  package static let tensor = "post_filter.weight"

  package static func shape(levels: Int) -> [Int] {
    [levels, PostFilterWeights.classes, PostFilterWeights.pairs]
  }

  private let weights: [Int16]
  private let levels: Int

  init(_ reader: WeightReader, levels: Int) throws(ModelError) {
    let limit = Float(PostFilterWeights.limit)
    let numbers = try reader.floats(Self.tensor, shape: Self.shape(levels: levels))
    guard let wrong = numbers.first(where: { abs($0) > limit || $0 != $0.rounded() }) else {
      weights = numbers.map { Int16($0) }
      self.levels = levels
      return
    }
    throw .notAFilterWeight(wrong)
  }

  /// The weights at a level, interpolated linearly between trained levels and rounded.
  package func weights(at level: QualityLevel) -> PostFilterWeights {
    let count = weights.count / levels
    let low = min(level.index >> 8, levels - 1)
    let high = min(low + 1, levels - 1)
    let share = Int32(level.index & 0xFF)
    return PostFilterWeights(
      pairs: (0..<count).map {
        let (a, b) = (Int32(weights[low * count + $0]), Int32(weights[high * count + $0]))
        return Int16((a * (256 - share) + b * share + 128) >> 8)
      })
  }
}
