import Images

/// The parts of a picture that are drawn: blocks of 8×8, most pixels of which equal the one on
/// their left. Layers code those well by themselves, and latents badly.
package struct DrawnBlocks: Sendable {
  /// The share of all blocks.
  package let share: Double
  private let image: Image
  private let columns: Int
  private let isDrawn: [Bool]

  /// - Parameter image: alpha is ignored
  package init(of image: Image) {
    self.image = image.withoutAlpha
    let (width, height, planes) = (image.width, image.height, self.image.channels.count)
    let samples = self.image.samples
    columns = (width + 7) / 8
    var flat = Array(repeating: 0, count: columns * ((height + 7) / 8))
    for y in 0..<height {
      for x in 0..<width where x % 8 > 0 {
        let start = (y * width + x) * planes
        let isEqual = (start..<start + planes).allSatisfy { samples[$0] == samples[$0 - planes] }
        if isEqual { flat[y / 8 * columns + x / 8] += 1 }
      }
    }
    isDrawn = flat.map { $0 > Self.flatPixels }
    share = Double(isDrawn.count { $0 }) / Double(isDrawn.count)
  }

  /// Half of the pixels that have a neighbour on their left within the block.
  private static let flatPixels = 28

  /// The picture with smooth colours instead of them.
  package func filled() throws(ImageError) -> InputPicture {
    let alpha = (0..<image.pixelCount).map { pixel -> UInt8 in
      let (x, y) = (pixel % image.width, pixel / image.width)
      return isDrawn[y / 8 * columns + x / 8] ? 0 : 255
    }
    let format = ImageFormat.png
    let masked = InputPicture(Picture(image: image.joined(withAlpha: alpha), format: format))
    let filled = try masked.fillingInvisible().image().withoutAlpha
    return InputPicture(Picture(image: filled, format: format))
  }
}
