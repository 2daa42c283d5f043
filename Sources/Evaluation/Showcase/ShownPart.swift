import Images

/// The part of a picture that the viewer shows: all of it, or the middle of a large one.
struct ShownPart {
  let width: Int
  let height: Int
  /// Nil for all of the picture.
  let crop: PictureShown.Crop?

  /// Pictures with sides up to this many pixels are shown whole.
  private static let whole = 1024
  private static let part = (width: 960, height: 720)

  init(of image: Image) {
    guard max(image.width, image.height) > Self.whole else {
      (width, height, crop) = (image.width, image.height, nil)
      return
    }
    width = min(image.width, Self.part.width)
    height = min(image.height, Self.part.height)
    crop = PictureShown.Crop(
      x: (image.width - width) / 2, y: (image.height - height) / 2, pictureWidth: image.width,
      pictureHeight: image.height)
  }

  /// The same part of a version of the picture.
  ///
  /// - Parameter file: a JPEG file of this version, which the page embeds where all of it is shown
  func side(
    of image: Image, _ label: String, file: [UInt8]? = nil, _ detail: String
  ) throws(ImageError) -> PictureShown.Side {
    if crop == nil, let file {
      return PictureShown.Side(label: label, detail: detail, mimeType: "image/jpeg", bytes: file)
    }
    let bytes = try ImageFile.write(Picture(image: cut(image), format: .png))
    return PictureShown.Side(label: label, detail: detail, mimeType: "image/png", bytes: bytes)
  }

  private func cut(_ image: Image) -> Image {
    guard let crop else { return image }
    let channels = image.channels.count
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * channels)
    for y in crop.y..<crop.y + height {
      let start = (y * image.width + crop.x) * channels
      samples += image.samples[start..<start + width * channels]
    }
    return Image(width: width, height: height, channels: image.channels, samples: samples)
  }
}
