import Images

/// A sheet of paper for flat colours and hard edges: 8-bit RGB, pixel by pixel.
struct Sheet {
  let width: Int
  let height: Int
  private var samples: [UInt8]

  /// 8-bit red, green and blue.
  typealias Ink = (red: UInt8, green: UInt8, blue: UInt8)

  init(width: Int, height: Int, paper: Ink) {
    self.width = width
    self.height = height
    samples = (0..<width * height).flatMap { _ in [paper.red, paper.green, paper.blue] }
  }

  var image: Image { Image(width: width, height: height, channels: .rgb, samples: samples) }

  /// Fills a rectangle, as far as it lies on the sheet.
  mutating func fill(x: Int, y: Int, width: Int, height: Int, _ ink: Ink) {
    for row in max(y, 0)..<max(min(y + height, self.height), max(y, 0)) {
      for column in max(x, 0)..<max(min(x + width, self.width), max(x, 0)) {
        let start = 3 * (row * self.width + column)
        samples[start] = ink.red
        samples[start + 1] = ink.green
        samples[start + 2] = ink.blue
      }
    }
  }

  /// Writes a line of ASCII; a dot of the font is `scale` pixels wide.
  mutating func write(_ text: String, x: Int, y: Int, scale: Int, _ ink: Ink) {
    for (index, character) in text.utf8.enumerated() {
      let left = x + index * Font.advance * scale
      for dot in Font.dots(of: character) {
        fill(
          x: left + dot.x * scale, y: y + dot.y * scale, width: scale, height: scale, ink)
      }
    }
  }
}
