import Images
import Pages

extension Image {
  /// This image, scaled down if a side is longer than `side`.
  func fitted(into side: Int) -> Image {
    let longer = max(width, height)
    guard longer > side else { return self }
    return scaled(
      toWidth: max(width * side / longer, 1), height: max(height * side / longer, 1))
  }

  /// A data URL of this image as PNG or JPEG, whichever takes fewer bytes.
  ///
  /// - Parameter quality: of the JPEG, 1…100
  func source(quality: Int = 90) throws(ImageError) -> String {
    let png = try ImageFile.write(Picture(image: self, format: .png))
    // The headers of a JPEG are larger than a PNG of few pixels.
    let jpeg =
      pixelCount > 1024
      ? try ImageFile.jpeg(self, quality: quality, subsampling: .s444) : nil
    guard let jpeg, jpeg.count < png.count else { return "data:image/png;base64,\(base64(png))" }
    return "data:image/jpeg;base64,\(base64(jpeg))"
  }
}
