import Images
import Pages

extension Image {
  /// This image with no side longer than `side`.
  func fitted(into side: Int) -> Image {
    let longer = max(width, height)
    guard longer > side else { return self }
    return scaled(
      toWidth: max(width * side / longer, 1), height: max(height * side / longer, 1))
  }

  /// A data URL of a file that browsers show, of the kind that takes fewer bytes: drawn pictures
  /// are smaller, and exact, as PNG.
  ///
  /// - Parameter quality: of a JPEG, 1…100
  func source(quality: Int = 90) throws(ImageError) -> String {
    let png = try ImageFile.write(Picture(image: self, format: .png))
    // Its header alone is larger than so few pixels.
    let jpeg =
      pixelCount > 1024
      ? try ImageFile.jpeg(self, quality: quality, subsampling: .s444) : nil
    guard let jpeg, jpeg.count < png.count else { return "data:image/png;base64,\(base64(png))" }
    return "data:image/jpeg;base64,\(base64(jpeg))"
  }
}
