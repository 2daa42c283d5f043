import Foundation
import Images

extension Report {
  /// The report as JSON, keys sorted.
  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [0x0A]
  }

  /// The report without the measurements of single pictures, which are most of its bytes.
  package var summary: Report {
    var summary = self
    for codec in codecs.indices {
      for point in codecs[codec].points.indices {
        summary.codecs[codec].points[point].pictures = []
      }
    }
    return summary
  }

  /// All measurements as comma-separated values (RFC 4180) below a header: a line for each picture
  /// at each setting of each codec, and a line without picture for the means.
  package var csv: String {
    var lines = [
      "codec,setting,picture,width,height,bytes,bpp,psnr,luma_psnr,ssim,ms_ssim,ssimulacra2"
    ]
    for codec in codecs {
      for point in codec.points {
        let start = "\(Self.field(codec.id)),\(Self.field(point.setting))"
        let bytes = point.pictures.isEmpty ? "" : "\(point.bytes)"
        lines.append(
          "\(start),,,,\(bytes),\(point.bitsPerPixel),\(Self.figures(point.quality))")
        for (original, measured) in zip(pictures, point.pictures) {
          let bpp = Double(8 * measured.bytes) / Double(original.width * original.height)
          lines.append(
            "\(start),\(Self.field(original.name)),\(original.width),\(original.height),"
              + "\(measured.bytes),\(bpp),\(Self.figures(measured.quality))")
        }
      }
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  private static func figures(_ quality: PictureQuality) -> String {
    [quality.psnr, quality.lumaPSNR, quality.ssim, quality.msSSIM, quality.ssimulacra2]
      .map { $0.map { "\($0)" } ?? "" }.joined(separator: ",")
  }

  /// A name as a field. Spreadsheets would take one that begins like a formula for one, so an
  /// apostrophe precedes it.
  private static func field(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
    let text = isFormula ? "'" + text : text
    guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
