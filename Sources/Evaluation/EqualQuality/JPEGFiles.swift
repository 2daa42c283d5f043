import Aezip
import Images

/// A JPEG file for each picture, all at one quality.
struct JPEGFiles: DialledCodec {
  /// The pictures, without alpha.
  let images: [Image]
  let subsampling: ChromaSubsampling
  let jobs: Int

  let dial = 1.0...100.0
  let beginning = (setting: 40.0, step: 16.0)
  let isWhole = true

  func measure(at setting: Double) async throws -> DialPoint {
    var (bytes, decibels) = (0, 0.0)
    try await Pipeline.run(Array(images.indices), width: jobs) { index in
      try measure(images[index], quality: Int(setting))
    } consume: { file in
      bytes += file.bytes
      decibels += file.decibels
    }
    return DialPoint(
      setting: setting, bytes: Double(bytes), psnr: decibels / Double(images.count))
  }

  /// The smaller of a sequential and a progressive file, which decode to the same samples.
  private func measure(
    _ image: Image, quality: Int
  ) throws(ImageError) -> (bytes: Int, decibels: Double) {
    let file = try ImageFile.jpeg(
      image, quality: quality, subsampling: subsampling, process: .sequential)
    let other = try ImageFile.jpeg(image, quality: quality, subsampling: subsampling)
    let decoded = try ImageFile.read(file).image
    return (min(file.count, other.count), min(psnr(image, decoded), PictureQuality.cappedPSNR))
  }
}
