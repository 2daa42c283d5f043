import Images

/// What the samples of a picture make up.
package struct PictureShape: Hashable, Sendable {
  /// In pixels.
  package let width: Int
  /// In pixels.
  package let height: Int
  package let channels: Image.Channels

  package init(width: Int, height: Int, channels: Image.Channels) {
    self.width = width
    self.height = height
    self.channels = channels
  }

  package init(of image: Image) {
    self.init(width: image.width, height: image.height, channels: image.channels)
  }

  package var pixelCount: Int { width * height }

  /// `[height, width]` for grey, `[height, width, channels]` for all else.
  package var axes: [Int] {
    [height, width] + (channels == .grey ? [] : [channels.count])
  }
}

extension PictureShape: CustomStringConvertible {
  /// "64 × 64 pixels, rgb".
  package var description: String { "\(width) × \(height) pixels, \(channels)" }
}
