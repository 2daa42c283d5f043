import Images
import Pages

/// The data of the page's script: the report in columns of numbers instead of rows of objects, as
/// there may be thousands of pictures at a hundred settings.
struct PageData: Encodable {
  let anchor: String
  let pictures: Pictures
  let codecs: [Codec]
  /// The names of the viewer's pictures.
  let shown: [String]

  struct Pictures: Encodable {
    let name: [String]
    let width: [Int]
    let height: [Int]
    let bytes: [Int]
  }

  struct Codec: Encodable {
    let id: String
    let name: String
    let family: String
    let points: [Point]
  }

  struct Point: Encodable {
    let setting: String
    let bytes: Int
    let rate: Double
    let quality: PictureQuality
    /// Nil for published curves.
    let pictures: Measured?
  }

  /// Columns with a number for each picture; nil where no picture has one.
  struct Measured: Encodable {
    let bytes: [Int]
    let psnr: [Double?]?
    let msSSIM: [Double?]?
    let ssimulacra2: [Double?]?
  }

  init(of report: Report, shown: [String]) {
    anchor = report.anchor
    self.shown = shown
    let originals = report.pictures
    pictures = Pictures(
      name: originals.map(\.name), width: originals.map(\.width),
      height: originals.map(\.height), bytes: originals.map(\.fileBytes))
    codecs = report.codecs.map { codec in
      Codec(
        id: codec.id, name: codec.name, family: codec.family,
        points: codec.points.map { Point($0, pictureCount: originals.count) })
    }
  }
}

extension PageData.Point {
  init(_ point: CurvePoint, pictureCount: Int) {
    setting = point.setting
    bytes = point.bytes
    rate = point.bitsPerPixel.isFinite ? point.bitsPerPixel : 0
    quality = point.quality.rounded
    let isWhole = pictureCount > 0 && point.pictures.count == pictureCount
    pictures = isWhole ? PageData.Measured(point.pictures) : nil
  }
}

extension PageData.Measured {
  init(_ pictures: [PictureMeasurement]) {
    bytes = pictures.map(\.bytes)
    let qualities = pictures.map(\.quality.rounded)
    // Nil stands for an infinite PSNR, so a column of nil is valid.
    psnr = qualities.map(\.psnr)
    msSSIM = Self.column(qualities.map(\.msSSIM))
    ssimulacra2 = Self.column(qualities.map(\.ssimulacra2))
  }

  private static func column(_ values: [Double?]) -> [Double?]? {
    values.contains { $0 != nil } ? values : nil
  }
}

extension PictureQuality {
  /// Rounds to significant digits; JSON has finite numbers only.
  var rounded: PictureQuality {
    func round(_ value: Double?, _ scale: Double) -> Double? {
      guard let value, value.isFinite else { return nil }
      return (value * scale).rounded() / scale
    }
    return PictureQuality(
      psnr: round(psnr, 1e3), lumaPSNR: round(lumaPSNR, 1e3), ssim: round(ssim, 1e6),
      msSSIM: round(msSSIM, 1e6), ssimulacra2: round(ssimulacra2, 1e2))
  }
}

/// A picture of the viewer, for the script.
struct PictureData: Encodable {
  let name: String
  let width: Int
  let height: Int
  /// Which part is shown; empty if all is.
  let note: String
  let sides: [Side]

  struct Side: Encodable {
    let label: String
    let detail: String
    /// A data URL.
    let source: String
  }

  init(of picture: PictureShown) {
    name = picture.name
    width = picture.width
    height = picture.height
    note =
      picture.crop.map { crop in
        "This is the part of \(picture.width)×\(picture.height) pixels at (\(crop.x), \(crop.y)) "
          + "of a picture of \(crop.pictureWidth)×\(crop.pictureHeight)."
      } ?? ""
    sides = picture.sides.map { side in
      Side(
        label: side.label, detail: side.detail,
        source: "data:\(side.mimeType);base64,\(base64(side.bytes))")
    }
  }
}
