import Tensors

/// Operations that split, concatenate and rearrange channels.
extension Variable {
  /// Selects some channels; the gradient of the others is zero.
  package func channels(_ range: Range<Int>) -> Variable {
    let count = value.channels
    return recording(value.channels(range), name: "channels") {
      $0.channelsPlaced(at: range.lowerBound, of: count)
    }
  }

  /// Concatenates channels; each part gets its own gradient.
  package static func concatenatingChannels(_ parts: [Variable]) -> Variable {
    let counts = parts.map(\.value.channels)
    return parts[0].tape.record(
      .concatenatingChannels(parts.map(\.value)), samples: parts[0].samples, from: parts,
      name: "concatenatingChannels"
    ) { gradient in
      var first = 0
      return counts.map { count in
        defer { first += count }
        return gradient.channels(first..<first + count)
      }
    }
  }

  /// Moves r×r positions into channels in the order (channel, dy, dx): (rows / r) × (columns / r) ×
  /// (channels · r²).
  package func unshuffled(by factor: Int) -> Variable {
    precondition(height % factor == 0)
    return recording(value.unshuffled(by: factor), name: "unshuffled") { $0.shuffled(by: factor) }
  }

  /// Moves channels into r×r positions, the inverse of ``unshuffled(by:)``: (rows · r) ×
  /// (columns · r) × (channels / r²).
  package func shuffled(by factor: Int) -> Variable {
    recording(value.shuffled(by: factor), name: "shuffled") { $0.unshuffled(by: factor) }
  }

  /// Reshapes each sample to height × width × channels without moving numbers.
  package func reshaped(height: Int, width: Int, channels: Int) -> Variable {
    let (rows, columns, depth) = (value.rows, value.columns, value.channels)
    return recording(
      value.reshaped(rows: samples * height, columns: width, channels: channels),
      name: "reshaped"
    ) { $0.reshaped(rows: rows, columns: columns, channels: depth) }
  }

  /// Each sample as one vector: samples × 1 × numbers.
  package var flattened: Variable {
    reshaped(height: 1, width: 1, channels: value.count / samples)
  }
}
