import Bytes
import Container
import FittedCodec
import Images
import PictureCodec

extension ValidVectors {
  /// Fitted pictures: in colour and grey, with alpha, of odd sizes, of several start states, and of
  /// three tiles beside and below each other.
  static func fitted() throws -> [UInt8] {
    var raw = RawArchive(models: [])
    raw.version = .blocks
    raw.parts = [
      .block(
        RawBlock([
          try fittedRow("coarse.png", 72, 56, .rgb, errorPerBit: 800),
          try fittedRow("usual.png", 61, 43, .rgb, errorPerBit: 200),
          try fittedRow("fine.png", 33, 70, .rgb, errorPerBit: 15),
          try fittedRow("grey.png", 50, 40, .grey, errorPerBit: 100),
          try fittedRow("alpha.png", 40, 34, .rgba, errorPerBit: 100),
          try fittedRow("grey-alpha.png", 1, 65, .greyAlpha, errorPerBit: 100),
          try fittedRow("tiles.png", 2570, 7, .rgb, errorPerBit: 400),
          try fittedRow("tiles-down.png", 5, 2570, .grey, errorPerBit: 400),
        ]))
    ]
    return try raw.bytes()
  }

  static func fittedRow(
    _ path: String, _ width: Int, _ height: Int, _ channels: Image.Channels, errorPerBit: Double
  ) throws -> RawBlock.Row {
    let image = try wide(width, height, channels)
    let bare = image.withoutAlpha
    let body = try PictureFitting(errorPerBit: errorPerBit, steps: 12, threads: 1).encode(
      bare.samples, width: width, height: height, channels: bare.channels.count)
    let picture = InputPicture(Picture(image: image, format: .png))
    let reconstruction = try ReconstructionStats.measured(picture, measuring: .decoded) { take in
      let rows = try FittedRows(
        body[...], width: width, height: height, channels: bare.channels.count)
      while let next = try rows.next() { try take(next) }
    }
    return try .picture(path, image, coder: .fitted, body, reconstruction)
  }

  /// Part of a photograph, which is repeated to the right and below where it is not as large.
  private static func wide(
    _ width: Int, _ height: Int, _ channels: Image.Channels
  ) throws -> Image {
    let part = try VectorPictures.crop("holiday/sea.png", min(width, 72), min(height, 72), channels)
    var samples: [UInt8] = []
    for row in 0..<height {
      for column in 0..<width {
        let place = row % part.height * part.shape.line + column % part.width * channels.count
        samples += part.samples[place..<place + channels.count]
      }
    }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }
}
