import Images

/// Small pictures side by side in a few files, for a page to draw from.
struct PictureSheets {
  /// Pixels a side of what a picture has to itself: whole blocks of a JPEG, so that none shows
  /// in its neighbours.
  let cell: Int
  let columns: Int
  /// Pictures a sheet; the last has the rest.
  let perSheet: Int
  /// Data URLs.
  let sources: [String]

  /// Pixels a side of a sheet at most: what phones draw from.
  private static let side = 2048
  private static let quality = 88

  /// - Parameter pictures: one at least, without alpha
  init(of pictures: [Image]) throws(ImageError) {
    let largest = pictures.reduce(1) { max($0, $1.width, $1.height) }
    let cell = (largest + 7) / 8 * 8
    let columns = max(Self.side / cell, 1)
    (self.cell, self.columns, perSheet) = (cell, columns, columns * columns)
    let isColour = pictures.contains { $0.channels.isColour }
    var sources: [String] = []
    for first in stride(from: 0, to: pictures.count, by: columns * columns) {
      let part = pictures[first..<min(first + columns * columns, pictures.count)]
      let sheet = Self.sheet(of: part, cell: cell, columns: columns, isColour: isColour)
      sources.append(try sheet.source(quality: Self.quality))
    }
    self.sources = sources
  }

  /// Each picture at the top left of its cell, its last row and column going on to the end.
  private static func sheet(
    of pictures: ArraySlice<Image>, cell: Int, columns: Int, isColour: Bool
  ) -> Image {
    let rows = (pictures.count + columns - 1) / columns
    let used = min(columns, pictures.count)
    let channels: Image.Channels = isColour ? .rgb : .grey
    let (count, width) = (channels.count, used * cell)
    var samples = [UInt8](repeating: 0, count: width * rows * cell * count)
    for (place, picture) in pictures.enumerated() {
      let image = isColour ? picture.inColour : picture
      let (top, left) = (place / columns * cell, place % columns * cell)
      for y in 0..<cell {
        let line = min(y, image.height - 1) * image.width
        for x in 0..<cell {
          let from = (line + min(x, image.width - 1)) * count
          let to = ((top + y) * width + left + x) * count
          for channel in 0..<count { samples[to + channel] = image.samples[from + channel] }
        }
      }
    }
    return Image(width: width, height: rows * cell, channels: channels, samples: samples)
  }
}
