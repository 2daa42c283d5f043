/// BMP files of 8, 24 or 32 bits a pixel without compression.
enum BitmapRasters {
  @Sendable static func rasters(in file: [UInt8]) -> [RasterLayout] {
    let header = HeaderBytes(file)
    guard header.begins(with: "BM"), let offset = header.integer(4, at: 10),
      let size = header.integer(4, at: 14), size >= 40,
      let width = header.integer(4, at: 18), let signedHeight = header.integer(4, at: 22),
      let bits = header.integer(2, at: 28), [8, 24, 32].contains(bits),
      let compression = header.integer(4, at: 30)
    else { return [] }
    // Heights below zero are those of files from the top down. BI_BITFIELDS has samples of a byte
    // each as a rule, and other fields do no harm.
    let height = signedHeight < 1 << 31 ? signedHeight : 1 << 32 - signedHeight
    guard compression == 0 || (compression == 3 && bits == 32), width < 1 << 24 else { return [] }
    return [
      RasterLayout(
        offset: offset, width: width, height: height, channels: bits / 8,
        stride: (width * bits / 8 + 3) / 4 * 4)
    ]
  }
}
