/// Channels taken apart and put together.
extension Tensor {
  /// Some of the channels of every position.
  package func channels(_ range: Range<Int>) -> Tensor {
    precondition(range.lowerBound >= 0 && range.upperBound <= channels)
    let output = Tensor(uninitialized: rows, columns, range.count)
    for position in 0..<positions {
      unsafe (output.base + position * range.count).update(
        from: base + position * channels + range.lowerBound, count: range.count)
    }
    return output
  }

  /// These channels at `first` among `count`, the others zero.
  package func channelsPlaced(at first: Int, of count: Int) -> Tensor {
    precondition(first >= 0 && first + channels <= count)
    let output = Tensor.zeros(rows: rows, columns: columns, channels: count)
    for position in 0..<positions {
      unsafe (output.base + position * count + first).update(
        from: base + position * channels, count: channels)
    }
    return output
  }

  /// The channels of all parts at every position, one part after the other.
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

  /// Channels become r×r blocks of positions ("pixel shuffle"): what ``unshuffled(by:)`` undoes.
  ///
  /// - Returns: (rows · r) × (columns · r) × (channels / r²)
  package func shuffled(by factor: Int) -> Tensor {
    let block = factor * factor
    precondition(channels % block == 0)
    let output = Tensor(uninitialized: rows * factor, columns * factor, channels / block)
    for row in 0..<output.rows {
      for column in 0..<output.columns {
        let position = row / factor * columns + column / factor
        let place = row % factor * factor + column % factor
        let from = unsafe base + position * channels + place
        let to = unsafe output.base + (row * output.columns + column) * output.channels
        for channel in 0..<output.channels { unsafe to[channel] = unsafe from[channel * block] }
      }
    }
    return output
  }
}
