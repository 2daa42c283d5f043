import Bytes
import Images

/// What is measured of a picture's reconstruction.
package struct ReconstructionMeasure: Sendable {
  /// The format of the file whose samples are measured; nil for the decoded samples.
  package var format: ImageFormat?
  /// Whether windows are measured, too.
  package var hasWindows = false

  package init(format: ImageFormat?, hasWindows: Bool = false) {
    (self.format, self.hasWindows) = (format, hasWindows)
  }

  /// The decoded samples.
  package static let decoded = ReconstructionMeasure(format: nil)
}

/// What an encoder knows of a picture's reconstruction.
package struct ReconstructionStats: Sendable {
  /// The digest of the decoded samples, alpha included.
  package let digest: SampleDigest
  /// The mean squared error of all samples but alpha, weighted by it.
  package let squaredError: Double
  /// The sum of squared errors of all samples but alpha, weighted by it, those of flat ground
  /// several times.
  package let seenError: Double
  /// The PSNR in dB of the reconstruction, or of the JPEG file that it is written to, weighted by
  /// alpha; infinite if nothing is lost.
  package let psnr: Double
  /// The PSNR in dB of the worst window; see ``WindowError``. Nil if windows are not measured.
  package let windowPSNR: Double?
  /// The decoded samples of a tiny picture, alpha included; nil for larger ones.
  package let samples: [UInt8]?
  /// What a layer of blocks would save about, in bits; 0 if that was not estimated.
  package let layerGain: Double
  /// The least ``OriginalCoding/coarseness`` at which the JPEG file of the reconstruction is no
  /// larger than the original, 0 for other formats; nil if there is none.
  package let coarseness: Int?

  /// The most pixels of a tiny picture.
  package static let tinyPixels = 64 * 64

  /// What an encoder knows of a picture that it stores exactly.
  package static func exact(_ picture: InputPicture) throws -> ReconstructionStats {
    var meter = try ReconstructionMeter(of: picture, measuring: .decoded)
    let rows = try picture.rows()
    while rows.remaining > 0 {
      try meter.take(rows.next(min(64, rows.remaining)).withoutAlpha.samples)
    }
    return try meter.finish(decodingAgain: nil)
  }
}

extension ReconstructionStats {
  /// What an encoder knows of a picture that another module coded.
  ///
  /// - Parameter decode: passes all decoded rows on, without alpha; it may be called twice
  package static func measured(
    _ picture: InputPicture, measuring measure: ReconstructionMeasure,
    decode: @escaping (_ take: ([UInt8]) throws -> Void) throws -> Void
  ) throws -> ReconstructionStats {
    var meter = try ReconstructionMeter(of: picture, measuring: measure)
    try decode { try meter.take($0) }
    return try meter.finish(decodingAgain: decode)
  }
}

/// An encoded picture, and the statistics of its reconstruction.
package struct EncodeResult<Encoded: Sendable>: Sendable {
  package let encoded: Encoded
  package let reconstruction: ReconstructionStats

  package init(encoded: Encoded, reconstruction: ReconstructionStats) {
    self.encoded = encoded
    self.reconstruction = reconstruction
  }
}

/// Compares a picture with its reconstruction, row by row.
struct ReconstructionMeter {
  private let picture: InputPicture
  private let original: PictureRows
  private var error = VisibleError()
  private var strips: StripPairs
  private var flat: FlatError
  private var windows: WindowError?
  private var hasher = DigestHasher()
  private var samples: [UInt8]?
  /// The JPEG file of the reconstruction, if its samples are to be measured.
  private var file: CopiedFile?
  private var gain: BlockGain?

  /// Begins to read the picture; throws ``ImageError``.
  ///
  /// - Parameters:
  ///   - layer: the layer whose gain is estimated; nil for none
  init(
    of picture: InputPicture, measuring measure: ReconstructionMeasure, layer: BlockLayer? = nil
  ) throws(ImageError) {
    self.picture = picture
    strips = StripPairs(picture.shape.withoutAlpha)
    flat = FlatError(picture.shape.withoutAlpha)
    gain = layer.map { BlockGain($0) }
    original = try picture.rows()
    if picture.shape.pixelCount <= ReconstructionStats.tinyPixels { samples = [] }
    if measure.format == .jpeg { file = try CopiedFile(of: picture) }
    if measure.hasWindows {
      windows = WindowError(width: picture.shape.width, height: picture.shape.height)
    }
  }

  /// Takes the next decoded rows, without alpha.
  mutating func take(_ rows: [UInt8]) throws(ImageError) {
    let shape = picture.shape.withoutAlpha
    let decoded = Image(
      width: shape.width, height: rows.count / shape.line, channels: shape.channels, samples: rows)
    let original = try original.next(decoded.height)
    error.add(original, decoded)
    if file == nil { windows?.add(original, decoded) }
    strips.append(original.withoutAlpha.samples, rows)
    while let strip = strips.next() {
      flat.take(strip.original, strip.decoded)
      gain?.take(strip.original, strip.decoded)
    }
    let joined = decoded.joined(withAlpha: original.alphaPlane).samples
    hasher.update(joined[...])
    samples?.append(contentsOf: joined)
    try file?.take(rows)
  }

  /// Passes all decoded rows on, in order.
  typealias Decoding = (_ take: ([UInt8]) throws -> Void) throws -> Void

  /// The statistics, once all rows were taken.
  ///
  /// - Parameter decodingAgain: decodes the picture again, where its JPEG file has become too
  ///   large; nil if no format is measured
  consuming func finish(decodingAgain decode: Decoding?) throws -> ReconstructionStats {
    var coarseness: Int? = 0
    if let decode { coarseness = try file?.fit(decodingAgain: decode) ?? (file == nil ? 0 : nil) }
    let fileError = try file?.error(windows: &windows)
    return ReconstructionStats(
      digest: SampleDigest(hasher.finish()), squaredError: error.mean,
      seenError: error.total + Double(flat.total),
      psnr: decibels((fileError ?? error).mean), windowPSNR: windows.map { decibels($0.largest) },
      samples: samples, layerGain: gain?.bits ?? 0,
      coarseness: coarseness)
  }
}
