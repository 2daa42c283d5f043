import Autodiff
import Tensors

/// Random changes to training pictures.
package struct Augmentation: Sendable, Equatable, Codable {
  /// Whether half of the pictures are mirrored left to right.
  package let mirrors: Bool
  /// The largest shift in pixels in any direction; zeros fill the border.
  package let shift: Int
  /// The random affine map; nil for none.
  package let warp: Warp?

  package init(mirrors: Bool = false, shift: Int = 0, warp: Warp? = nil) {
    precondition(shift >= 0)
    self.mirrors = mirrors
    self.shift = shift
    self.warp = warp
  }

  /// - Parameters:
  ///   - pictures: (samples · height) × width × channels
  ///   - key: the key of the random choices, drawn picture by picture
  package func callAsFunction(_ pictures: Tensor, samples: Int, key: NoiseKey) -> Tensor {
    let (height, width, depth) = (pictures.rows / samples, pictures.columns, pictures.channels)
    var key = key
    let values = warped(pictures, height: height, key: &key)
    var moved = [Float](repeating: 0, count: values.count)
    for sample in 0..<samples {
      let first = sample * height
      let mirrored = mirrors && key.next() & 1 == 1
      let (down, right) = (distance(&key), distance(&key))
      for row in max(0, -down)..<max(min(height, height - down), max(0, -down)) {
        for column in 0..<width {
          let to = (mirrored ? width - 1 - column : column) + right
          guard (0..<width).contains(to) else { continue }
          for channel in 0..<depth {
            moved[((first + row + down) * width + to) * depth + channel] =
              values[((first + row) * width + column) * depth + channel]
          }
        }
      }
    }
    return Tensor(rows: pictures.rows, columns: width, channels: depth, values: moved)
  }

  private func warped(_ pictures: Tensor, height: Int, key: inout NoiseKey) -> [Float] {
    let values = pictures.values
    guard let warp else { return values }
    let size = height * pictures.columns * pictures.channels
    return stride(from: 0, to: values.count, by: size).flatMap { first in
      warp(
        values[first..<first + size], height: height, width: pictures.columns,
        channels: pictures.channels, key: &key)
    }
  }

  private func distance(_ key: inout NoiseKey) -> Int {
    shift == 0 ? 0 : Int(key.next() % UInt64(2 * shift + 1)) - shift
  }
}
