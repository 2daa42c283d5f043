import Evaluation
import Foundation
import Images

/// Pictures for the viewer, drawn: hills under a sky, then as two codecs might return them.
enum SamplePictures {
  static func make(names: [String], width: Int = 768, height: Int = 512) throws -> [PictureShown] {
    try names.enumerated().map { number, name in
      let original = draw(width, height, seed: Double(number))
      return PictureShown(
        name: name, width: width, height: height,
        crop: number == 1
          ? .init(x: 640, y: 256, pictureWidth: 4096, pictureHeight: 3072) : nil,
        sides: [
          try side("original", "PNG · 736,501 bytes", original),
          try side(
            "aezip", "quality 29 · 26,979 bytes · 0.549 bpp · 32.01 dB",
            original.averaged(over: 2)),
          try side(
            "JPEG 4:2:0", "quality 30 · 27,310 bytes · 0.556 bpp · 29.87 dB",
            original.averaged(over: 8)),
        ])
    }
  }

  private static func side(
    _ label: String, _ detail: String, _ image: Image
  ) throws -> PictureShown.Side {
    .init(
      label: label, detail: detail, mimeType: "image/png",
      bytes: try ImageFile.write(Picture(image: image, format: .png)))
  }

  private static func draw(_ width: Int, _ height: Int, seed: Double) -> Image {
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let (u, v) = (Double(x) / Double(width), Double(y) / Double(height))
        let ridge = 0.55 + 0.12 * sin(7 * u + seed) + 0.04 * sin(31 * u)
        let grain = 9 * sin(Double(x * 37 + y * 91)) + 14 * sin(Double(x) / 3) * sin(Double(y) / 5)
        let colour =
          v < ridge
          ? [120 + 90 * v, 165 + 60 * v, 225]
          : [60 + 50 * v + grain, 110 - 30 * v + grain, 55 + grain]
        samples += colour.map { UInt8(clamping: Int($0)) }
      }
    }
    return Image(
      width: width, height: height, channels: .rgb, samples: samples)
  }
}

extension Image {
  /// Every square of `side` pixels in the colour of its first.
  func averaged(over side: Int) -> Image {
    var result: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let from = ((y - y % side) * width + x - x % side) * channels.count
        result += samples[from..<from + channels.count]
      }
    }
    return Image(width: width, height: height, channels: channels, samples: result)
  }
}
