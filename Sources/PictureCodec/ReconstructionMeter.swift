import Bytes
import Images

/// What a picture will be decoded to: what of that is to be known when it is packed.
package struct ReconstructionStats: Sendable {
  /// Of the samples, alpha among them.
  package let digest: SampleDigest
  /// The mean of the squared errors of all samples but alpha.
  package let squaredError: Double
  /// Of what is decoded, or of the file it is to be written to, in dB, alpha left out; infinite
  /// where nothing is lost.
  package let psnr: Double
  /// The samples themselves, alpha among them, of a tiny picture.
  package let samples: [UInt8]?
}

/// A picture as codes, decoded again.
package struct EncodeResult<Coded: Sendable>: Sendable {
  package let coded: Coded
  package let decoded: ReconstructionStats

  package init(coded: Coded, decoded: ReconstructionStats) {
    self.coded = coded
    self.decoded = decoded
  }
}

/// Compares a picture with what is decoded of it, row by row.
package struct ReconstructionMeter {
  /// Pixels of a picture up to which its decoded samples are kept.
  package static let tinyPixels = 64 * 64

  private let picture: InputPicture
  private let original: PictureRows
  private var sum = 0
  private var hasher = DigestHasher()
  private var samples: [UInt8]?
  /// The JPEG file of what is decoded, where its samples are what counts.
  private var file: (writer: OutputPicture, bytes: GatheredBytes)?

  /// - Parameter format: of the file whose samples are to be measured; nil for what is decoded
  package init(of picture: InputPicture, as format: ImageFormat?) throws(ImageError) {
    self.picture = picture
    original = try picture.rows()
    if picture.shape.pixelCount <= Self.tinyPixels { samples = [] }
    if format == .jpeg {
      let writer = try OutputPicture(
        picture.shape.withoutAlpha, ImageMetadata(format: .jpeg))
      file = (writer, GatheredBytes())
    }
  }

  /// Takes the next rows of what is decoded, without alpha.
  package mutating func take(_ rows: [UInt8]) throws(ImageError) {
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

  /// What there is to know, all rows having been taken.
  package consuming func finish() throws(ImageError) -> ReconstructionStats {
    let count = Double(picture.shape.withoutAlpha.sampleCount)
    let squaredError = Double(sum) / count
    let counting = try file.map { file throws(ImageError) in
      Double(try Self.sumOfSquaredErrors(of: picture, in: file.bytes)) / count
    }
    return ReconstructionStats(
      digest: SampleDigest(hasher.finish()), squaredError: squaredError,
      psnr: decibels(counting ?? squaredError), samples: samples)
  }

  /// What a JPEG file makes of it; a little is lost again.
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
