import Tensors

extension Variable {
  /// Applies a post-filter without its rounding to a decoded picture, 0…1. The gradient treats the
  /// classes of the pixels as constants.
  ///
  ///     x    at least height × width × 3, one sample
  ///     out  the shape of x; zeros beyond height × width
  package func filtered(_ weights: PostFilterWeights, width: Int, height: Int) -> Variable {
    precondition(samples == 1)
    let map = PostFilterMap(weights, classesOf: value, width: width, height: height)
    return recording(map(value), name: "filtered") { map.transposed($0) }
  }
}
