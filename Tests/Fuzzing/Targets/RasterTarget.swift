import ExactCodec

extension FuzzTarget {
  /// The size of a file in two bytes, and the body of its rasters.
  static let rasterBody = FuzzTarget(
    name: "raster-body",
    seeds: { vectors in
      try vectors.rasters().map { size, body in
        [UInt8(truncatingIfNeeded: size >> 8), UInt8(size & 255)] + body
      }
    }
  ) { input in
    guard input.count > 2 else { return }
    let size = Int(input[0]) << 8 | Int(input[1])
    guard
      let decoder = try? RasterFileDecoder(
        input[2...], size: size, memoryLimit: 1 << 26, threads: 1)
    else { return }
    decodeOrRefuse(decoder, size: size)
  }
}
