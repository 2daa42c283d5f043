import Pages

/// The points of a codec, for the table of all.
struct PointRows {
  let rows: [Row]

  struct Row {
    let codec: String
    let setting: String
    let cells: [String]
  }

  init(of codec: CodecCurve) {
    rows = codec.points.map { point in
      let quality = point.quality
      return Row(
        codec: codec.name, setting: point.setting,
        cells: [
          point.bytes > 0 ? PageNumber.whole(point.bytes) : PageNumber.none,
          PageNumber.fixed(point.bitsPerPixel, 4), PageNumber.fixed(quality.psnr, 3),
          PageNumber.fixed(quality.lumaPSNR, 3), PageNumber.fixed(quality.ssim, 5),
          PageNumber.fixed(quality.msSSIM, 5), PageNumber.fixed(quality.ssimulacra2, 2),
        ])
    }
  }
}
