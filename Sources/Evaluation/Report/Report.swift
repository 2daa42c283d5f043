import Images

/// Rate and distortion of several codecs over a folder of pictures.
///
/// Pages, tables, JSON and CSV all follow from a report; its JSON is what `aezip report` writes for
/// programs.
package struct Report: Codable, Equatable, Sendable {
  /// The name of the pictures, as in "kodak".
  package var title: String
  /// The date, as in "2026-11-21".
  package var date: String
  /// Program and model, as in "aezip 0.1.0, model photo-3 (76a2c013)".
  package var program: String
  /// The machine, as in "Intel Xeon Platinum 8481C, 2 cores, avx512, Linux".
  package var machine: String
  /// The command that measured; nil where no command did.
  package var command: String?
  /// The originals, in the order of every point's `pictures`.
  package var pictures: [Original]
  /// The curve of each codec, aezip first.
  package var codecs: [CodecCurve]
  /// The identifier of the codec that BD-rates are against.
  package var anchor: String
  /// Notes for readers: missing tools, pictures left out.
  package var notes: [String]
}

/// A picture that codecs are measured on.
package struct Original: Codable, Equatable, Sendable {
  /// The path relative to the folder, printable.
  package var name: String
  package var width: Int
  package var height: Int
  /// Bytes of the original file.
  package var fileBytes: Int
}

/// The measured points of a codec.
package struct CodecCurve: Codable, Equatable, Sendable {
  /// Short and stable, as in "jpeg-420".
  package var id: String
  /// For people, as in "JPEG 4:2:0".
  package var name: String
  /// Its group: "aezip", "jpeg", "pca", "webp", "avif", "jxl" or "published".
  package var family: String
  /// Program, version and settings, in a sentence.
  package var about: String
  /// The points by ascending rate.
  package var points: [CurvePoint]
  /// BD-rates against the report's anchor.
  package var bdRate: BDRates
}

/// BD-rates by measure of quality: mean differences in rate as a share, −0.4 for 40 % fewer bytes;
/// nil where two curves have no range of quality in common.
package struct BDRates: Codable, Equatable, Sendable {
  /// At equal mean PSNR over RGB.
  package var psnr: Double?
  /// At equal mean MS-SSIM, in decibels.
  package var msSSIM: Double?
  /// At equal mean SSIMULACRA2.
  package var ssimulacra2: Double?
}

/// A codec at one of its settings, over all pictures.
package struct CurvePoint: Codable, Equatable, Sendable {
  /// The setting in the codec's words, as in "quality 75".
  package var setting: String
  /// Bytes of all pictures and of everything they share.
  package var bytes: Int
  /// 8 × `bytes` / pixels of all pictures.
  package var bitsPerPixel: Double
  /// Means over the pictures.
  package var quality: PictureQuality
  /// One for each of the report's pictures; empty for published curves.
  package var pictures: [PictureMeasurement]
}

/// The bytes and the quality of a picture.
package struct PictureMeasurement: Codable, Equatable, Sendable {
  /// Its bytes, with an equal share of the bytes that pictures share.
  package var bytes: Int
  package var quality: PictureQuality
}
