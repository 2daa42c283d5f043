extension Tensor {
  /// A copy of some channels of every position.
  package func channels(_ range: Range<Int>) -> Tensor {
    precondition(range.lowerBound >= 0 && range.upperBound <= channels)
    let output = Tensor(uninitialized: rows, columns, range.count)
    for position in 0..<positions {
      unsafe (output.base + position * range.count).update(
        from: base + position * channels + range.lowerBound, count: range.count)
    }
    return output
  }

  /// These channels as `count` channels from `first` on; all others are zero.
  package func channelsPlaced(at first: Int, of count: Int) -> Tensor {
    precondition(first >= 0 && first + channels <= count)
    let output = Tensor.zeros(rows: rows, columns: columns, channels: count)
    for position in 0..<positions {
      unsafe (output.base + position * count + first).update(
        from: base + position * channels, count: channels)
    }
    return output
  }

  /// Concatenates the channels of all parts at every position.
  package static func concatenatingChannels(_ parts: [Tensor]) -> Tensor {
    let (rows, columns) = (parts[0].rows, parts[0].columns)
    precondition(parts.allSatisfy { $0.rows == rows && $0.columns == columns })
    let channels = parts.reduce(0) { $0 + $1.channels }
    let output = Tensor(uninitialized: rows, columns, channels)
    var first = 0
    for part in parts {
      for position in 0..<part.positions {
        unsafe (output.base + position * channels + first).update(
          from: part.base + position * part.channels, count: part.channels)
      }
      first += part.channels
    }
    return output
  }

  /// Moves channels into r×r blocks of positions ("pixel shuffle"), the inverse of
  /// ``unshuffled(by:)``.
  ///
  /// - Returns: (rows · r) × (columns · r) × (channels / r²)
  package func shuffled(by factor: Int) -> Tensor {
    let block = factor * factor
    precondition(channels % block == 0)
    let output = Tensor(uninitialized: rows * factor, columns * factor, channels / block)
    for row in 0..<output.rows {
      for column in 0..<output.columns {
        let position = row / factor * columns + column / factor
        let offset = row % factor * factor + column % factor
        let from = unsafe base + position * channels + offset
        let to = unsafe output.base + (row * output.columns + column) * output.channels
        for channel in 0..<output.channels { unsafe to[channel] = unsafe from[channel * block] }
      }
    }
    return output
  }
}

extension Tensor {
  /// Gathers the rows at `indices`, of which some may repeat.
  package func gatheringRows(_ indices: [Int]) -> Tensor {
    let size = columns * channels
    let output = Tensor(uninitialized: indices.count, columns, channels)
    for (row, index) in indices.enumerated() {
      precondition((0..<rows).contains(index), "row out of range")
      unsafe (output.base + row * size).update(from: base + index * size, count: size)
    }
    return output
  }

  /// Adds the rows, in order, to the rows at `indices` of a map of `count` rows of zeros.
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
