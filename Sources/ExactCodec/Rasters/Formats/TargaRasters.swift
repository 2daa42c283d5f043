/// TGA files without compression: palette indices, grey, or colours of 24 or 32 bits.
enum TargaRasters {
  @Sendable static func rasters(in file: [UInt8]) -> [RasterLayout] {
    let header = HeaderBytes(file)
    guard file.count > 18, [1, 2, 3].contains(file[2]), file[1] <= 1,
      let width = header.integer(2, at: 12), let height = header.integer(2, at: 14),
      let mapLength = header.integer(2, at: 5)
    else { return [] }
    let bits = Int(file[16])
    guard file[2] == 2 ? [24, 32].contains(bits) : bits == 8 else { return [] }
    let map = file[1] == 1 ? mapLength * ((Int(file[7]) + 7) / 8) : 0
    let raster = RasterLayout(
      offset: 18 + Int(file[0]) + map, width: width, height: height, channels: bits / 8)
    // The format has no mark at its beginning, so that only files are taken that are nothing else.
    let isWhole = raster.line * height + raster.offset == file.count
    let hasFooter = header.begins(with: "TRUEVISION-XFILE.", at: file.count - 18)
    return isWhole || hasFooter ? [raster] : []
  }
}
