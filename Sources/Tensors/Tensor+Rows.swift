/// Rows taken by number.
extension Tensor {
  /// The rows of those numbers, one below the other; a row may be taken more than once.
  package func gatheringRows(_ indices: [Int]) -> Tensor {
    let size = columns * channels
    let output = Tensor(uninitialized: indices.count, columns, channels)
    for (row, index) in indices.enumerated() {
      precondition((0..<rows).contains(index), "row out of range")
      unsafe (output.base + row * size).update(from: base + index * size, count: size)
    }
    return output
  }

  /// The rows added, in order, to those of the given numbers among `count` rows of zeros.
  package func scatteringRows(_ indices: [Int], of count: Int) -> Tensor {
    precondition(indices.count == rows)
    let size = columns * channels
    let output = Tensor.zeros(rows: count, columns: columns, channels: channels)
    for (row, index) in indices.enumerated() {
      precondition((0..<count).contains(index), "row out of range")
      let (to, from) = unsafe (output.base + index * size, base + row * size)
      for i in 0..<size { unsafe to[i] += unsafe from[i] }
    }
    return output
  }
}
