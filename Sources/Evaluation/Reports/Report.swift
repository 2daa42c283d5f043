import Images

/// Rate against distortion of several codecs over a folder of pictures: all that was measured.
///
/// Everything a report shows, as page, table, JSON or CSV, is in here or follows from it; as
/// JSON it is what `aezip report` writes for programs.
package struct Report: Codable, Equatable, Sendable {
  /// What was measured, as in "kodak".
  package var title: String
  /// When, as in "2026-11-21".
  package var date: String
  /// By what, as in "aezip 0.1.0, model photo-1".
  package var program: String
  /// On what, as in "Intel Xeon Platinum 8481C, 2 cores, Linux".
  package var machine: String
  /// The originals, in the order of every point's `pictures`.
  package var pictures: [Original]
  /// What was measured of each codec, aezip first.
  package var codecs: [CodecCurve]
  /// Identifier of the codec that BD-rates are against.
  package var anchor: String
  /// What a reader should know: missing tools, pictures left out.
  package var notes: [String]
}

/// A picture that codecs are measured on.
package struct Original: Codable, Equatable, Sendable {
  /// Path relative to the folder, made fit to show.
  package var name: String
  package var width: Int
  package var height: Int
  /// Bytes of the original file.
  package var fileBytes: Int
}

/// What was measured of a codec.
package struct CodecCurve: Codable, Equatable, Sendable {
  /// Short and lasting, as in "jpeg-420".
  package var id: String
  /// For people, as in "JPEG 4:2:0".
  package var name: String
  /// Whose line it is: "aezip", "jpeg", "pca", "webp", "avif", "jxl" or "published".
  package var family: String
  /// Program, version and settings, in a sentence.
  package var about: String
  /// By ascending rate.
  package var points: [CurvePoint]
  /// BD-rate against the report's anchor, by what distortion is measured with; nil where the
  /// curves have no range in common.
  package var bdRate: BDRates
}

/// BD-rates: mean difference of rate at equal quality, as a share: −0.4 is 40 % fewer bytes.
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
  /// As the codec names it, as in "quality 75".
  package var setting: String
  /// Bytes of everything, what pictures share included.
  package var bytes: Int
  /// 8 × `bytes` / pixels of all pictures.
  package var bitsPerPixel: Double
  /// Means over the pictures.
  package var quality: PictureQuality
  /// One for each of the report's pictures; empty for published curves.
  package var pictures: [PictureMeasurement]
}

/// What a picture took and how it came back.
package struct PictureMeasurement: Codable, Equatable, Sendable {
  /// Its bytes, with an equal share of what pictures share.
  package var bytes: Int
  package var quality: PictureQuality
}
