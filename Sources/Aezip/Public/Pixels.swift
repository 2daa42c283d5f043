import Images

/// A picture of 8-bit samples.
public struct Pixels: Sendable, Equatable {
  /// Width in pixels, at least 1.
  public let width: Int
  /// Height in pixels, at least 1.
  public let height: Int
  /// Samples per pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.
  public let channels: Int
  /// Samples of shape `[height, width, channels]`, row-major from the top left.
  public let samples: [UInt8]

  /// - Throws: ``AezipError/badPixels(width:height:channels:samples:)`` unless `samples` fill the
  ///   picture
  public init(
    width: Int, height: Int, channels: Int, samples: [UInt8]
  ) throws(AezipError) {
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    guard width > 0, height > 0, (1...4).contains(channels), !overflow,
      pixels <= samples.count, pixels * channels == samples.count
    else {
      throw .badPixels(
        width: width, height: height, channels: channels, samples: samples.count)
    }
    (self.width, self.height, self.channels) = (width, height, channels)
    self.samples = samples
  }

  init(_ image: Image) {
    (width, height, channels) = (image.width, image.height, image.channels.count)
    samples = image.samples
  }

  var image: Image {
    let channels = Image.Channels(
      isColour: channels > 2, hasAlpha: channels % 2 == 0)
    return Image(width: width, height: height, channels: channels, samples: samples)
  }
}

/// The quantised latents of a picture: the integer input of its model's decoder.
public struct Latents: Sendable, Equatable {
  /// `[rows, columns, channels]` of a photograph, `[count]` of a picture by a small model.
  public let shape: [Int]
  /// Values in row-major order of ``shape``.
  public let values: [Int16]
  /// The model that decodes them.
  public let model: ModelName
  /// The quality level between the model's trained ones, 0 the lowest. It sets the quantisation
  /// step of each channel, so latents of different levels have different scales.
  public let level: Double
}
