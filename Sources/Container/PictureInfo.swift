/// The fields of a picture in a catalogue.
package struct PictureInfo: Hashable, Sendable {
  /// The width in pixels, 1…2²⁴; width × height is at most 2³².
  package var width: Int
  /// The height in pixels, 1…2²⁴.
  package var height: Int
  /// The number of channels, 1…4; see Formats/codes-1.md for their meaning.
  package var channels: Int
  package var format: PictureFormat
  package var coder: EntropyCoderID
  /// The index of its model among the archive's models.
  package var model: Int
  /// The quality level in units of 1/256.
  package var level: UInt16
  /// The PSNR measured when the picture was packed, in units of 1/16 dB, rounded down; 0 if it was
  /// not measured, ``exactPSNR`` if the picture is lossless. 0 in the entries of a reader.
  package var psnr: UInt16

  package static let exactPSNR = UInt16.max

  package init(
    width: Int, height: Int, channels: Int, format: PictureFormat, coder: EntropyCoderID,
    model: Int, level: UInt16, psnr: UInt16 = 0
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

/// The file format that a picture came from and is restored to.
package struct PictureFormat: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  package static let png = PictureFormat(rawValue: 1)
  package static let jpeg = PictureFormat(rawValue: 2)
}

/// How a picture's samples are coded: the entropy coder of its latents, or what takes their place.
package struct EntropyCoderID: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// ANS with the model's learned prior.
  package static let prior = EntropyCoderID(rawValue: 0)
  /// Plain symbols, left to the block's zstd frame.
  package static let zstd = EntropyCoderID(rawValue: 1)
  /// As ``prior``, for all pictures of a block and a model together.
  package static let groupedPrior = EntropyCoderID(rawValue: 2)
  /// As ``zstd``, for all pictures of a block and a model together.
  package static let groupedZstd = EntropyCoderID(rawValue: 3)
  /// As ``prior``, with networks conditioned on the nearest trained level.
  package static let nearestPrior = EntropyCoderID(rawValue: 4)
  /// As ``zstd``, with networks conditioned on the nearest trained level.
  package static let nearestZstd = EntropyCoderID(rawValue: 5)
  /// Blocks of pixels, without latents or a model.
  package static let blocks = EntropyCoderID(rawValue: 6)
  /// As ``nearestPrior``, corrected by a layer of blocks.
  package static let layeredPrior = EntropyCoderID(rawValue: 7)
  /// As ``nearestZstd``, corrected by a layer of blocks.
  package static let layeredZstd = EntropyCoderID(rawValue: 8)
  /// Exact pixels, without latents or a model.
  package static let pixels = EntropyCoderID(rawValue: 9)

  /// Networks of its own, which are stored with the picture, without latents of a model.
  package static let fitted = EntropyCoderID(rawValue: 10)

  /// Whether a model decodes the picture. Others have the model 0, which archives need not have.
  package var usesModel: Bool { self != .blocks && self != .pixels && self != .fitted }
}
