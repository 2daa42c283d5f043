/// Lines over steps as a picture: SVG, both axes even, the upright one around the values there are.
struct LineChart {
  struct Line {
    let name: String
    let colour: String
    /// Across, up.
    let points: [(x: Double, y: Double)]
  }

  let title: String
  let lines: [Line]

  private static let size = (width: 720.0, height: 420.0)
  private static let frame = (left: 70.0, top: 40.0, right: 700.0, bottom: 370.0)

  init(title: String, lines: [Line]) {
    self.title = title
    self.lines = lines.map { line in
      Line(
        name: line.name, colour: line.colour,
        points: line.points.filter { $0.x.isFinite && $0.y.isFinite })
    }
  }

  var svg: String {
    let (width, height) = (Self.size.width, Self.size.height)
    let head = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" \
      font-family="sans-serif" font-size="13" fill="none">
      <rect width="\(width)" height="\(height)" fill="white"/>
      <text x="\(Self.frame.left)" y="24" fill="#222" font-size="15">\(Self.escaped(title))</text>

      """
    return head + (grid + curves).joined(separator: "\n") + "\n</svg>\n"
  }

  /// Round numbers of a scale, from below the least value to above the greatest.
  private var ticks: [Double] {
    let values = lines.flatMap { $0.points.map(\.y) }
    guard let least = values.min(), let greatest = values.max() else { return [0, 1] }
    let span = max(greatest - least, 1e-6)
    var unit = 1.0
    while unit > span / 4 { unit /= 10 }
    while unit * 10 <= span / 4 { unit *= 10 }
    let step = unit * ([5, 2, 1].first { $0 * unit <= span / 3 } ?? 1)
    let first = (least / step).rounded(.down)
    let last = max((greatest / step).rounded(.up), first + 1)
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  private var last: Double { max(lines.flatMap { $0.points.map(\.x) }.max() ?? 1, 1) }

  private func x(_ step: Double) -> Double {
    Self.rounded(Self.frame.left + step / last * (Self.frame.right - Self.frame.left))
  }

  private func y(_ value: Double, _ ticks: [Double]) -> Double {
    let (low, high) = (ticks[0], ticks[ticks.count - 1])
    let share = (value - low) / (high - low)
    return Self.rounded(Self.frame.bottom - share * (Self.frame.bottom - Self.frame.top))
  }

  private var grid: [String] {
    let (left, right, bottom) = (Self.frame.left, Self.frame.right, Self.frame.bottom)
    let ticks = ticks
    let across = ticks.flatMap { value in
      let height = y(value, ticks)
      return [
        "<path d=\"M\(left) \(height)H\(right)\" stroke=\"#ddd\"/>",
        "<text x=\"\(left - 8)\" y=\"\(height + 4)\" text-anchor=\"end\" fill=\"#555\">"
          + "\(Float(value))</text>",
      ]
    }
    let steps = [0, (last / 2).rounded(), last].map { step in
      "<text x=\"\(x(step))\" y=\"\(bottom + 20)\" text-anchor=\"middle\" fill=\"#555\">"
        + "\(Int(step))</text>"
    }
    return across + steps + [
      "<text x=\"\(right)\" y=\"\(bottom + 40)\" text-anchor=\"end\" fill=\"#555\">steps</text>"
    ]
  }

  private var curves: [String] {
    let ticks = ticks
    return lines.enumerated().flatMap { index, line in
      let path = line.points.map { "\(x($0.x)) \(y($0.y, ticks))" }.joined(separator: "L")
      let at = Self.frame.right - 220 + Double(index) * 110
      let name = "<text x=\"\(at)\" y=\"24\" fill=\"\(line.colour)\">\(line.name)</text>"
      return path.isEmpty
        ? [name]
        : ["<path d=\"M\(path)\" stroke=\"\(line.colour)\" stroke-width=\"2\"/>", name]
    }
  }

  private static func rounded(_ place: Double) -> Double { (place * 10).rounded() / 10 }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
  }
}
