import Images

/// Sprite sheets: small pictures side by side in a few image files, for a page to draw from.
struct PictureSheets {
  /// The side of a picture's cell in pixels, a multiple of JPEG's block of 8, so that no picture
  /// bleeds into its neighbours.
  let cell: Int
  let columns: Int
  /// Pictures on a sheet; the last sheet has the rest.
  let perSheet: Int
  /// Data URLs.
  let sources: [String]

  /// The largest side of a sheet in pixels, which phones can still draw from.
  private static let side = 2048
  private static let quality = 88

  /// Encodes the sheets.
  ///
  /// - Parameter pictures: at least one, without alpha
  static func encode(_ pictures: [Image]) throws(ImageError) -> PictureSheets {
    let largest = pictures.reduce(1) { max($0, $1.width, $1.height) }
    let cell = (largest + 7) / 8 * 8
    let columns = max(side / cell, 1)
    let isColour = pictures.contains { $0.channels.isColour }
    var sources: [String] = []
    for first in stride(from: 0, to: pictures.count, by: columns * columns) {
      let part = pictures[first..<min(first + columns * columns, pictures.count)]
      let drawn = sheet(of: part, cell: cell, columns: columns, isColour: isColour)
      sources.append(try drawn.source(quality: quality))
    }
    return PictureSheets(
      cell: cell, columns: columns, perSheet: columns * columns, sources: sources)
  }

  /// Draws each picture at the top left of its cell and repeats its last row and column.
  private static func sheet(
    of pictures: ArraySlice<Image>, cell: Int, columns: Int, isColour: Bool
  ) -> Image {
    let rows = (pictures.count + columns - 1) / columns
    let used = min(columns, pictures.count)
    let channels: Image.Channels = isColour ? .rgb : .grey
    let (count, width) = (channels.count, used * cell)
    var samples = [UInt8](repeating: 0, count: width * rows * cell * count)
    for (index, picture) in pictures.enumerated() {
      let image = isColour ? picture.inColour : picture
      let (top, left) = (index / columns * cell, index % columns * cell)
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
