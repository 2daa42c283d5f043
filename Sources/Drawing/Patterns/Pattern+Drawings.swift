import Images

extension Pattern {
  /// Text, pixel art, charts and windows: flat colours and hard edges.
  static func drawings() -> [Pattern] {
    var patterns: [Pattern] = []
    for (scale, size) in [(1, 7), (2, 14), (3, 20)] {
      for (name, paper, ink) in inks {
        patterns.append(Pattern(name: "text-\(size)-\(name)", image: text(scale, paper, ink)))
      }
    }
    for scale in 1...3 {
      patterns.append(Pattern(name: "sprites-\(scale)", image: sprites(scale)))
    }
    patterns.append(Pattern(name: "chart", image: Paperwork.chart()))
    patterns.append(Pattern(name: "page", image: Paperwork.text()))
    patterns.append(Pattern(name: "window", image: window()))
    patterns.append(Pattern(name: "terminal", image: terminal()))
    return patterns
  }

  private static let inks: [(name: String, paper: Sheet.Ink, ink: Sheet.Ink)] = [
    ("black", (255, 255, 255), (0, 0, 0)), ("light", (30, 30, 40), (220, 220, 220)),
    ("red", (250, 249, 245), (200, 30, 30)), ("blue", (230, 230, 60), (30, 40, 200)),
  ]

  private static let words = [
    "The quick brown fox jumps over the lazy dog 0123456789",
    "for (int i = 0; i < n; i++) sum += a[i] * b[i]; // dot",
    "A photograph is a measure of light; a letter is not.",
    "Sphinx of black quartz, judge my vow! {x: 1, y: [2, 3]}",
  ]

  private static func text(_ scale: Int, _ paper: Sheet.Ink, _ ink: Sheet.Ink) -> Image {
    var sheet = Sheet(width: side, height: side, paper: paper)
    let height = Font.lineHeight * scale
    for line in 0..<(side - 8) / height {
      let shifted = String(words[line % words.count].dropFirst(line / words.count))
      sheet.write(shifted, x: 4, y: 4 + line * height, scale: scale, ink)
    }
    return sheet.image
  }

  /// Tiles of 16 × 16 pixels that are symmetric, as of an old game, some of them several times.
  private static func sprites(_ scale: Int) -> Image {
    let colours: [Sheet.Ink] = [
      (20, 24, 46), (250, 240, 210), (190, 60, 60), (70, 150, 90), (80, 110, 200), (230, 170, 60),
      (120, 70, 130), (60, 60, 70),
    ]
    var sheet = Sheet(width: side, height: side, paper: colours[0])
    let noise = Noise(23)
    for row in 0..<side / 16 {
      for column in 0..<side / 16 {
        let sprite = Int(noise.bits(column, row) % 12)
        for y in 0..<16 {
          for x in 0..<8 {
            let hash = noise.bits(sprite * 16 + x / 2, y / 2)
            guard hash % 3 > 0 else { continue }
            let ink = colours[Int(hash >> 8) % colours.count]
            for mirrored in [x, 15 - x] {
              sheet.fill(
                x: (16 * column + mirrored) * scale, y: (16 * row + y) * scale, width: scale,
                height: scale, ink)
            }
          }
        }
      }
    }
    return sheet.image
  }

  /// A window with a title, a list and buttons.
  private static func window() -> Image {
    var sheet = Sheet(width: 360, height: 256, paper: (60, 110, 140))
    sheet.fill(x: 20, y: 16, width: 320, height: 224, (240, 240, 240))
    sheet.fill(x: 20, y: 16, width: 320, height: 20, (44, 80, 160))
    sheet.write("Preferences", x: 28, y: 19, scale: 2, (255, 255, 255))
    for index in 0..<3 {
      sheet.fill(x: 300 - 20 * index, y: 20, width: 12, height: 12, (200, 200, 210))
    }
    sheet.fill(x: 32, y: 48, width: 296, height: 150, (255, 255, 255))
    for row in 0..<12 {
      if row == 4 { sheet.fill(x: 32, y: 48 + 12 * row, width: 296, height: 12, (180, 205, 245)) }
      let line = "\(row + 1). " + words[row % words.count].prefix(40)
      sheet.write(line, x: 38, y: 51 + 12 * row, scale: 1, (40, 40, 40))
    }
    for (index, name) in ["Cancel", "Apply", "OK"].enumerated() {
      let x = 124 + 70 * index
      sheet.fill(x: x, y: 210, width: 60, height: 20, (150, 150, 150))
      sheet.fill(x: x + 1, y: 211, width: 58, height: 18, (225, 225, 225))
      sheet.write(name, x: x + 30 - 3 * name.utf8.count, y: 217, scale: 1, (20, 20, 20))
    }
    return sheet.image
  }

  private static func terminal() -> Image {
    var sheet = Sheet(width: 400, height: 256, paper: (24, 24, 28))
    let inks: [Sheet.Ink] = [
      (210, 210, 210), (110, 200, 120), (220, 170, 80), (110, 150, 240),
    ]
    for row in 0..<24 {
      sheet.write("$", x: 4, y: 6 + 10 * row, scale: 1, inks[1])
      sheet.write(words[row % words.count], x: 16, y: 6 + 10 * row, scale: 1, inks[row * 7 % 4])
    }
    return sheet.image
  }
}
