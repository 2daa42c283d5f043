import Images
import Tensors

/// Pictures of one size as real numbers of about 0…1, one below the other.
struct Pixels: Sendable {
  let samples: Int
  let height: Int
  let width: Int
  let channels: Int
  /// samples × height × width × channels
  var values: [Float]

  init(samples: Int = 1, height: Int, width: Int, channels: Int, values: [Float]) {
    precondition(values.count == samples * height * width * channels, "pixels fill the pictures")
    (self.samples, self.height, self.width) = (samples, height, width)
    (self.channels, self.values) = (channels, values)
  }

  /// - Parameter channels: 1 or 3
  init(_ image: Image, channels: Int) {
    let plain = image.withoutAlpha
    let fitting = channels == 3 ? plain.inColour : plain.inGrey
    self.init(
      height: image.height, width: image.width, channels: channels,
      values: fitting.samples.map { Float($0) / 255 })
  }

  var tensor: Tensor {
    Tensor(rows: samples * height, columns: width, channels: channels, values: values)
  }

  func with(_ tensor: Tensor) -> Pixels {
    Pixels(
      samples: samples, height: height, width: width, channels: channels, values: tensor.values)
  }

  /// The pictures, clamped to 0…1; NaN becomes black.
  var images: [Image] {
    let size = height * width * channels
    return (0..<samples).map { sample in
      Image(
        width: width, height: height, channels: channels == 3 ? .rgb : .grey,
        samples: values[sample * size..<(sample + 1) * size].map {
          UInt8($0 > 0 ? min($0, 1) * 255 + 0.5 : 0)
        })
    }
  }
}

extension Pixels {
  /// Shifted right and down, wrapping around.
  func rolled(down: Int, right: Int) -> Pixels {
    var moved = self
    let line = width * channels
    let shift = (right % width + width) % width * channels
    for sample in 0..<samples {
      for y in 0..<height {
        let from = (sample * height + y) * line
        let to = (sample * height + ((y + down) % height + height) % height) * line
        let split = line - shift
        moved.values.replaceSubrange(
          to + shift..<to + line, with: values[from..<from + split])
        moved.values.replaceSubrange(to..<to + shift, with: values[from + split..<from + line])
      }
    }
    return moved
  }

  /// Filtered with the binomial kernel ¼ ½ ¼ across and down, several times; edges are repeated.
  func smoothed(times: Int) -> Pixels {
    var result = self
    for _ in 0..<times { result = result.smoothed(step: channels).smoothed(down: true) }
    return result
  }

  private func smoothed(step: Int = 0, down: Bool = false) -> Pixels {
    var result = self
    let line = width * channels
    for sample in 0..<samples {
      for y in 0..<height {
        let row = (sample * height + y) * line
        let above = y > 0 ? row - line : row
        let below = y + 1 < height ? row + line : row
        for at in 0..<line {
          let before = down ? above + at : row + (at >= channels ? at - channels : at)
          let after = down ? below + at : row + (at + channels < line ? at + channels : at)
          result.values[row + at] =
            values[row + at] / 2 + (values[before] + values[after]) / 4
        }
      }
    }
    return result
  }

  /// Scaled to another size by bilinear interpolation.
  func resized(height newHeight: Int, width newWidth: Int) -> Pixels {
    precondition(samples == 1, "one picture is resized at a time")
    func positions(_ new: Int, _ old: Int) -> [(low: Int, high: Int, share: Float)] {
      (0..<new).map { position in
        let at = max((Float(position) + 0.5) * Float(old) / Float(new) - 0.5, 0)
        let low = min(Int(at), old - 1)
        return (low, min(low + 1, old - 1), at - Float(low))
      }
    }
    let (columns, rows) = (positions(newWidth, width), positions(newHeight, height))
    var output: [Float] = []
    output.reserveCapacity(newHeight * newWidth * channels)
    for row in rows {
      let (top, bottom) = (row.low * width * channels, row.high * width * channels)
      for column in columns {
        for channel in 0..<channels {
          let (left, right) = (column.low * channels + channel, column.high * channels + channel)
          let upper = values[top + left] * (1 - column.share) + values[top + right] * column.share
          let lower =
            values[bottom + left] * (1 - column.share) + values[bottom + right] * column.share
          output.append(upper * (1 - row.share) + lower * row.share)
        }
      }
    }
    return Pixels(height: newHeight, width: newWidth, channels: channels, values: output)
  }

  static func - (one: Pixels, other: Pixels) -> Pixels {
    var result = one
    for at in result.values.indices { result.values[at] -= other.values[at] }
    return result
  }

  static func + (one: Pixels, other: Pixels) -> Pixels {
    var result = one
    for at in result.values.indices { result.values[at] += other.values[at] }
    return result
  }

  /// Each picture divided by the root mean square of its values.
  var normalised: Pixels {
    var result = self
    let size = values.count / max(samples, 1)
    for sample in 0..<samples {
      let range = sample * size..<(sample + 1) * size
      let square = values[range].reduce(0.0) { $0 + Double($1) * Double($1) }
      let scale = Float(1 / max((square / Double(size)).squareRoot(), 1e-20))
      for at in range { result.values[at] *= scale.isFinite ? scale : 0 }
    }
    return result
  }

  /// Each picture brought nearer to grey where it is farther from that, by the root mean square.
  func contrasted(atMost most: Float) -> Pixels {
    var result = self
    let size = values.count / max(samples, 1)
    for sample in 0..<samples {
      let range = sample * size..<(sample + 1) * size
      let square = values[range].reduce(Float(0)) { $0 + ($1 - 0.5) * ($1 - 0.5) }
      let far = (square / Float(size)).squareRoot()
      guard far > most else { continue }
      for at in range { result.values[at] = 0.5 + (values[at] - 0.5) * most / far }
    }
    return result
  }

  /// What is different from another picture, about grey, by as much that it can be seen.
  func amplified(from other: Pixels) -> Pixels {
    var result = self
    let size = other.values.count
    let most = values.enumerated().reduce(Float(0)) {
      max($0, ($1.element - other.values[$1.offset % size]).magnitude)
    }
    for at in values.indices {
      result.values[at] = 0.5 + 0.45 / max(most, 1e-9) * (values[at] - other.values[at % size])
    }
    return result
  }

  /// A step along a direction, clamped to 0…1.
  func stepped(along direction: Pixels, by rate: Float) -> Pixels {
    var result = self
    for at in values.indices {
      let moved = values[at] + rate * direction.values[at]
      result.values[at] = moved.isFinite ? min(max(moved, 0), 1) : 0.5
    }
    return result
  }
}
