import Bytes
import Images

/// What an encoder knows of a picture's reconstruction.
package struct ReconstructionStats: Sendable {
  /// The digest of the decoded samples, alpha included.
  package let digest: SampleDigest
  /// The mean squared error of all samples but alpha.
  package let squaredError: Double
  /// The PSNR in dB of the reconstruction without alpha, or of the JPEG file that it is written to;
  /// infinite if nothing is lost.
  package let psnr: Double
  /// The decoded samples of a tiny picture, alpha included; nil for larger ones.
  package let samples: [UInt8]?

  /// The most pixels of a tiny picture.
  package static let tinyPixels = 64 * 64
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
  private var sum = 0
  private var hasher = DigestHasher()
  private var samples: [UInt8]?
  /// The JPEG file of the reconstruction, if its samples are to be measured.
  private var file: (writer: OutputPicture, bytes: GatheredBytes)?

  /// Begins to read the picture; throws ``ImageError``.
  ///
  /// - Parameter format: the format of the file whose samples are measured; nil for the
  ///   reconstruction
  init(of picture: InputPicture, as format: ImageFormat?) throws(ImageError) {
    self.picture = picture
    original = try picture.rows()
    if picture.shape.pixelCount <= ReconstructionStats.tinyPixels { samples = [] }
    if format == .jpeg {
      let writer = try OutputPicture(
        picture.shape.withoutAlpha, ImageMetadata(format: .jpeg))
      file = (writer, GatheredBytes())
    }
  }

  /// Takes the next decoded rows, without alpha.
  mutating func take(_ rows: [UInt8]) throws(ImageError) {
    let shape = picture.shape.withoutAlpha
    let decoded = Image(
      width: shape.width, height: rows.count / shape.line, channels: shape.channels, samples: rows)
    let original = try original.next(decoded.height)
    sum += Images.sumOfSquaredErrors(original, decoded)
    let joined = decoded.joined(withAlpha: original.alphaPlane).samples
    hasher.update(joined[...])
    samples?.append(contentsOf: joined)
    if let writer = file?.writer { file?.bytes.append(try writer.append(rows)) }
  }

  /// The statistics, once all rows were taken.
  consuming func finish() throws(ImageError) -> ReconstructionStats {
    let count = Double(picture.shape.withoutAlpha.sampleCount)
    let squaredError = Double(sum) / count
    let fileError = try file.map { file throws(ImageError) in
      Double(try Self.sumOfSquaredErrors(of: picture, in: file.bytes)) / count
    }
    return ReconstructionStats(
      digest: SampleDigest(hasher.finish()), squaredError: squaredError,
      psnr: decibels(fileError ?? squaredError), samples: samples)
  }

  /// The error of the JPEG file, whose coding loses a little more.
  private static func sumOfSquaredErrors(
    of picture: InputPicture, in file: GatheredBytes
  ) throws(ImageError) -> Int {
    let (original, copy) = (try picture.rows(), try InputPicture(file).rows())
    var sum = 0
    while copy.remaining > 0 {
      let count = min(copy.remaining, 64)
      sum += Images.sumOfSquaredErrors(try original.next(count), try copy.next(count))
    }
    return sum
  }
}
