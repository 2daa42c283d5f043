import Tensors

extension Variable {
  /// A decoded picture, 0…1, through a post-filter. Its rounding is left out, and what its slope
  /// owes to pixels that are about to change their class.
  ///
  ///     x    at least height × width × 3, one sample
  ///     out  as large; zeros beyond height × width
  package func filtered(_ weights: PostFilterWeights, width: Int, height: Int) -> Variable {
    precondition(samples == 1)
    let map = PostFilterMap(weights, classesOf: value, width: width, height: height)
    return recording(map(value), name: "filtered") { map.transposed($0) }
  }
}
