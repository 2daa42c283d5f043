/// A picture as its samples: 8 bits each, interleaved, row by row from the top left.
///
/// The numbers are those of the file; which colours they mean is the metadata's to say.
package struct Image: Equatable, Sendable {
  /// Pixels a row, at least 1.
  package let width: Int
  /// Rows, at least 1.
  package let height: Int
  package let channels: Channels
  /// `[height, width, channels.count]`, the last axis fastest.
  package let samples: [UInt8]

  /// Takes `width` × `height` × `channels.count` samples; any other count is the caller's mistake.
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
  /// What the samples of a pixel are, in their order; the raw value is how many there are.
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

    /// Samples a pixel.
    package var count: Int { Int(rawValue) }
    package var hasAlpha: Bool { self == .greyAlpha || self == .rgba }
    package var isColour: Bool { self == .rgb || self == .rgba }
    /// These channels less alpha.
    package var withoutAlpha: Channels { isColour ? .rgb : .grey }
    /// These channels and alpha.
    package var withAlpha: Channels { isColour ? .rgba : .greyAlpha }
  }
}
