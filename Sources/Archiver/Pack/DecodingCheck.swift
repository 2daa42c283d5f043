import Bytes
import Container
import Images

/// What a picture will be decoded to: what of that is to be known when it is packed.
struct DecodedPicture: Sendable {
  /// Of the samples, alpha among them.
  let digest: SampleDigest
  /// The mean of the squared errors of all samples but alpha.
  let squaredError: Double
  /// Of what is decoded, or of the file it is to be written to, in dB, alpha left out; infinite
  /// where nothing is lost.
  let psnr: Double
  /// The samples themselves, alpha among them, of a tiny picture.
  let samples: [UInt8]?
}

/// A picture as codes, decoded again.
struct Checked<Coded: Sendable>: Sendable {
  let coded: Coded
  let decoded: DecodedPicture
}

/// Compares a picture with what is decoded of it, row by row.
struct DecodingCheck {
  private let picture: InputPicture
  private let original: PictureRows
  private var sum = 0
  private var hasher = DigestHasher()
  private var samples: [UInt8]?
  /// The JPEG file of what is decoded, where its samples are what counts.
  private var file: (writer: OutputPicture, bytes: GatheredBytes)?

  /// - Parameter format: of the file whose samples are to be measured; nil for what is decoded
  init(of picture: InputPicture, as format: ImageFormat?) throws(ImageError) {
    self.picture = picture
    original = try picture.rows()
    if picture.shape.pixelCount <= PictureInfo.tinyPixels { samples = [] }
    if format == .jpeg {
      let writer = try OutputPicture(
        picture.shape.withoutAlpha, ImageMetadata(format: .jpeg))
      file = (writer, GatheredBytes())
    }
  }

  /// Takes the next rows of what is decoded, without alpha.
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

  /// What there is to know, all rows having been taken.
  consuming func finish() throws(ImageError) -> DecodedPicture {
    let count = Double(picture.shape.withoutAlpha.sampleCount)
    let squaredError = Double(sum) / count
    let counting = try file.map { file throws(ImageError) in
      Double(try Self.sumOfSquaredErrors(of: picture, in: file.bytes)) / count
    }
    return DecodedPicture(
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
