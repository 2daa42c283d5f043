import Images

extension Report {
  /// All measurements as comma-separated values (RFC 4180), a header first: a line for each
  /// picture at each setting of each codec, and one with an empty picture for all of them.
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

  private static func field(_ text: String) -> String {
    guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
