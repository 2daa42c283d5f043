/// What a catalogue says of a picture.
package struct PictureInfo: Hashable, Sendable {
  /// Pixels, 1…2²⁴; width × height is at most 2³².
  package var width: Int
  /// Pixels, 1…2²⁴.
  package var height: Int
  /// 1…4; what they are is said in Formats/codes-1.md.
  package var channels: Int
  package var format: PictureFormat
  package var coder: EntropyCoderID
  /// Index into the archive's models.
  package var model: Int
  /// Quality level in 1/256.
  package var level: UInt16
  /// What was measured when the picture was packed, rounded down, in 1/16 dB; 0 where that is not
  /// on record, ``exactPSNR`` where the decoded samples are the original's. An archive's list of
  /// entries has 0.
  package var psnr: UInt16

  package static let exactPSNR = UInt16.max

  package init(
    width: Int, height: Int, channels: Int, format: PictureFormat, coder: EntropyCoderID,
    model: Int,
    level: UInt16, psnr: UInt16 = 0
  ) {
    self.width = width
    self.height = height
    self.channels = channels
    self.format = format
    self.coder = coder
    self.model = model
    self.level = level
    self.psnr = psnr
  }
}

/// What kind of file a picture came from, and goes back to.
package struct PictureFormat: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  package static let png = PictureFormat(rawValue: 1)
  package static let jpeg = PictureFormat(rawValue: 2)
}

/// How a picture's codes became bytes.
package struct EntropyCoderID: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Range coded with the model's learned prior.
  package static let prior = EntropyCoderID(rawValue: 0)
  /// Plain symbols, left to the block's zstd frame.
  package static let zstd = EntropyCoderID(rawValue: 1)
  /// As ``prior``, the pictures of a block and a model together.
  package static let groupedPrior = EntropyCoderID(rawValue: 2)
  /// As ``zstd``, the pictures of a block and a model together.
  package static let groupedZstd = EntropyCoderID(rawValue: 3)
  /// As ``prior``, the network being told of the nearest trained level.
  package static let nearestPrior = EntropyCoderID(rawValue: 4)
  /// As ``zstd``, the network being told of the nearest trained level.
  package static let nearestZstd = EntropyCoderID(rawValue: 5)
}
