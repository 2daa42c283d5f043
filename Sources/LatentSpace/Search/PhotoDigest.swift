import Networks
import Tensors

/// What is compared of a photograph's codes: how strong each channel is on the whole, and what it
/// is on average in each of 4 × 4 fields of the picture.
///
/// Channels are patterns of some sixteen pixels, so the first tells textures and the second where
/// in the picture light, dark and colours are. Neither knows what a picture shows.
struct PhotoDigest: Sendable {
  /// Fields each side.
  static let side = 4

  /// Numbers of a picture's digest.
  static func width(channels: Int) -> Int { (1 + side * side) * channels }

  /// - Returns: the mean magnitude of each channel, then the fields' means over ``side``, so that
  ///   all fields together weigh as much as the magnitudes
  static func numbers(_ codes: LatentGrid, size: PhotoSize, gains: [Float]) -> [Float] {
    let channels = codes.channels
    // What is beyond the picture repeats its edge.
    let (rows, columns) = ((size.height + 15) / 16, (size.width + 15) / 16)
    let values = codes.codes
    var digest = [Float](repeating: 0, count: width(channels: channels))
    for field in 0..<side * side {
      // A small picture has the same positions in several fields.
      let (down, right) = (field / side, field % side)
      let ys = range(down, of: rows)
      let xs = range(right, of: columns)
      let share = 1 / Float(ys.count * xs.count)
      let first = (1 + field) * channels
      for y in ys {
        for x in xs {
          let position = (y * codes.columns + x) * channels
          for channel in 0..<channels {
            let value = Float(values[position + channel]) * gains[channel] * share
            digest[channel] += value.magnitude / Float(side * side)
            digest[first + channel] += value / Float(side)
          }
        }
      }
    }
    return digest
  }

  private static func range(_ field: Int, of count: Int) -> Range<Int> {
    let first = field * count / side
    return first..<max(first + 1, (field + 1) * count / side)
  }
}
