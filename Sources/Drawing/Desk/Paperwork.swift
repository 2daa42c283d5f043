import Images

/// Pictures that are no photographs: edges and flat colours.
enum Paperwork {
  private static let ink: Sheet.Ink = (38, 38, 42)
  private static let paper: Sheet.Ink = (250, 249, 245)

  /// A page of text in three sizes.
  static func text() -> Image {
    var sheet = Sheet(width: 480, height: 352, paper: paper)
    sheet.write("Light, and its shadow", x: 30, y: 28, scale: 3, (128, 38, 30))
    for (index, line) in paragraph.enumerated() {
      sheet.write(line, x: 30, y: 78 + 22 * index, scale: 2, ink)
    }
    for (index, line) in footnote.enumerated() {
      sheet.write(line, x: 30, y: 300 + 12 * index, scale: 1, (90, 90, 96))
    }
    sheet.fill(x: 30, y: 290, width: 420, height: 1, (170, 168, 160))
    return sheet.image
  }

  /// Bars in six flat colours, with a scale.
  static func chart() -> Image {
    var sheet = Sheet(width: 400, height: 272, paper: (255, 255, 255))
    sheet.write("Rainfall, mm a month", x: 44, y: 16, scale: 2, ink)
    for step in 0...5 {
      let y = 228 - 36 * step
      sheet.fill(x: 44, y: y, width: 336, height: 1, step == 0 ? ink : (221, 221, 221))
      let label = String(20 * step)
      sheet.write(label, x: 38 - 6 * label.utf8.count, y: y - 3, scale: 1, ink)
    }
    for (index, month) in rainfall.enumerated() {
      let (x, height) = (56 + 54 * index, month.amount * 36 / 20)
      sheet.fill(x: x, y: 228 - height, width: 38, height: height, month.ink)
      sheet.write(month.name, x: x + 2, y: 240, scale: 2, ink)
    }
    return sheet.image
  }

  private static let rainfall: [(name: String, amount: Int, ink: Sheet.Ink)] = [
    ("Jan", 62, (68, 119, 170)), ("Feb", 45, (102, 204, 238)), ("Mar", 51, (34, 136, 51)),
    ("Apr", 38, (204, 187, 68)), ("May", 74, (238, 102, 119)), ("Jun", 91, (170, 51, 119)),
  ]

  private static let paragraph = [
    "A photograph is a measure of light.",
    "Most of what it says is said twice:",
    "the sky beside the sky is blue, and",
    "the grass is much like other grass.",
    "What remains when that is left out",
    "is small: an edge, a change of tone,",
    "the place where one thing ends and",
    "another one begins. (Letters, like",
    "these, are nothing but such edges.)",
  ]

  private static let footnote = [
    "Set in dots, 5 by 7, for the tests of a codec: ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "abcdefghijklmnopqrstuvwxyz 0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
  ]
}
