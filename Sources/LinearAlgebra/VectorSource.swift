import Tensors

/// Vectors of one length, read by number.
package protocol VectorSource: Sendable {
  /// Numbers of a vector.
  var length: Int { get }
  /// Some of them: indices × 1 × length.
  func vectors(_ indices: ArraySlice<Int>) -> Tensor
}

extension VectorSource {
  /// Goes through vectors in parts of `chunk`: sums within are of floats, beyond of doubles.
  func forEachPart(
    of indices: ArraySlice<Int>, by chunk: Int, _ body: (Tensor) -> Void
  ) {
    for first in stride(from: indices.startIndex, to: indices.endIndex, by: chunk) {
      body(vectors(indices[first..<min(first + chunk, indices.endIndex)]))
    }
  }

  /// 1 × 1 × length
  func mean(of indices: ArraySlice<Int>, by chunk: Int) -> Tensor {
    var sums = [Double](repeating: 0, count: length)
    forEachPart(of: indices, by: chunk) { part in
      for (place, sum) in part.channelSums().values.enumerated() { sums[place] += Double(sum) }
    }
    return Tensor(
      rows: 1, columns: 1, channels: length,
      values: sums.map { Float($0 / Double(indices.count)) })
  }
}
