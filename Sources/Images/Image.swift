/// A picture as its samples: 8 bits each, interleaved, row by row from the top left.
///
/// The samples are those of the file; its metadata say which colours they mean.
package struct Image: Equatable, Sendable {
  /// Pixels of a row, at least 1.
  package let width: Int
  /// Rows, at least 1.
  package let height: Int
  package let channels: Channels
  /// `[height, width, channels.count]`, the last axis fastest.
  package let samples: [UInt8]

  /// - Precondition: there are `width` × `height` × `channels.count` samples.
  package init(width: Int, height: Int, channels: Channels, samples: [UInt8]) {
    precondition(width > 0 && height > 0, "an image has at least one pixel")
    precondition(samples.count == width * height * channels.count, "samples must fill the image")
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
  }

  /// Width × height.
  package var pixelCount: Int { width * height }
}

extension Image {
  /// What the samples of a pixel are, in their order; the raw value is their number.
  package enum Channels: UInt8, CaseIterable, Sendable {
    case grey = 1
    case greyAlpha = 2
    case rgb = 3
    case rgba = 4

    package init(isColour: Bool, hasAlpha: Bool) {
      self =
        switch (isColour, hasAlpha) {
        case (false, false): .grey
        case (false, true): .greyAlpha
        case (true, false): .rgb
        case (true, true): .rgba
        }
    }

    /// Samples of a pixel.
    package var count: Int { Int(rawValue) }
    package var hasAlpha: Bool { self == .greyAlpha || self == .rgba }
    package var isColour: Bool { self == .rgb || self == .rgba }
    /// These channels without alpha.
    package var withoutAlpha: Channels { isColour ? .rgb : .grey }
    /// These channels with alpha.
    package var withAlpha: Channels { isColour ? .rgba : .greyAlpha }
  }
}

/// The size of a picture and its channels.
package struct ImageShape: Equatable, Sendable {
  /// Pixels of a row, at least 1.
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

  /// The same without alpha.
  package var withoutAlpha: ImageShape {
    ImageShape(width: width, height: height, channels: channels.withoutAlpha)
  }
}

extension Image {
  package var shape: ImageShape { ImageShape(width: width, height: height, channels: channels) }

  /// - Precondition: there are `shape.sampleCount` samples.
  package init(_ shape: ImageShape, samples: [UInt8]) {
    self.init(
      width: shape.width, height: shape.height, channels: shape.channels, samples: samples)
  }
}
