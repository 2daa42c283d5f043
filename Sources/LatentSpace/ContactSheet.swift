import Images

/// Pictures of one size in rows and columns.
package enum ContactSheet {
  /// - Parameters:
  ///   - images: at least one, all of one size and with the same channels
  ///   - columns: pictures in a row
  ///   - gap: white pixels between pictures
  package static func image(of images: [Image], columns: Int, gap: Int = 0) -> Image {
    let (width, height, channels) = (images[0].width, images[0].height, images[0].channels)
    let columns = min(max(columns, 1), images.count)
    let rows = (images.count + columns - 1) / columns
    let whole = (width: columns * (width + gap) - gap, height: rows * (height + gap) - gap)
    var samples = [UInt8](repeating: 255, count: whole.width * whole.height * channels.count)
    for (index, image) in images.enumerated() {
      precondition(image.width == width && image.height == height && image.channels == channels)
      let (top, left) = (index / columns * (height + gap), index % columns * (width + gap))
      let line = width * channels.count
      for row in 0..<height {
        let first = ((top + row) * whole.width + left) * channels.count
        samples.replaceSubrange(
          first..<first + line, with: image.samples[row * line..<(row + 1) * line])
      }
    }
    return Image(
      width: whole.width, height: whole.height, channels: channels, samples: samples)
  }
}
