/// The size of a picture, and what its samples are.
package struct ImageShape: Equatable, Sendable {
  /// Pixels a row, at least 1.
  package let width: Int
  /// Rows, at least 1.
  package let height: Int
  package let channels: Image.Channels

  package init(width: Int, height: Int, channels: Image.Channels) {
    precondition(width > 0 && height > 0, "an image has at least one pixel")
    (self.width, self.height, self.channels) = (width, height, channels)
  }

  /// Width × height.
  package var pixelCount: Int { width * height }
  /// Samples of a row.
  package var line: Int { width * channels.count }
  package var sampleCount: Int { line * height }

  /// The same less alpha.
  package var withoutAlpha: ImageShape {
    ImageShape(width: width, height: height, channels: channels.withoutAlpha)
  }
}

extension Image {
  package var shape: ImageShape { ImageShape(width: width, height: height, channels: channels) }

  /// Takes `shape.sampleCount` samples; any other count is the caller's mistake.
  package init(_ shape: ImageShape, samples: [UInt8]) {
    self.init(
      width: shape.width, height: shape.height, channels: shape.channels, samples: samples)
  }
}
