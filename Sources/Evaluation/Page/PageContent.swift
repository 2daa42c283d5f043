import Pages

/// The values that the page's template refers to.
struct PageContent {
  let title: String
  let facts: [Named]
  let sentence: String?
  let further: String?
  let summary: SummaryTable?
  let hasCurves: Bool
  let hasViewer: Bool
  let notes: [String]
  let hasNotes: Bool
  let settings: [Named]
  let hasSettings: Bool
  /// The rows of each codec in the table of all points.
  let points: [PointRows]
  let hasPoints: Bool
  let command: String?
  let policy: String
  let style = PageParts.report.style
  let script = PageParts.report.script
  /// JSON for the script.
  let data: String
  let pictures: [String]

  /// A term and its description.
  struct Named {
    let name: String
    let value: String
  }

  init(report: Report, comparisons: [PictureShown]) throws {
    let comparisons = comparisons.filter { !$0.sides.isEmpty }
    title = report.title
    facts = Self.facts(of: report)
    let findings = Findings(of: report)
    sentence = findings.sentence
    further = findings.further
    hasCurves = report.codecs.contains { $0.points.count > 1 }
    summary = hasCurves ? SummaryTable(of: report) : nil
    hasViewer = !comparisons.isEmpty
    notes = report.notes
    hasNotes = !notes.isEmpty
    settings = report.codecs.map { Named(name: $0.name, value: $0.about) }
    hasSettings = !settings.isEmpty
    points = report.codecs.map(PointRows.init)
    hasPoints = report.codecs.contains { !$0.points.isEmpty }
    command = report.command
    policy = PageParts.report.policy
    data = try pageJSON(PageData(of: report, shown: comparisons.map(\.name)))
    pictures = try comparisons.map { try pageJSON(PictureData(of: $0)) }
  }

  private static func facts(of report: Report) -> [Named] {
    let pixels = report.pictures.reduce(0) { $0 + $1.width * $1.height }
    let bytes = report.pictures.reduce(0) { $0 + $1.fileBytes }
    return [
      Named(name: "Pictures", value: PageNumber.whole(report.pictures.count)),
      Named(name: "Pixels", value: PageNumber.pixels(pixels)),
      Named(name: "Original files", value: PageNumber.whole(bytes) + " bytes"),
      Named(name: "Measured", value: report.date),
      Named(name: "With", value: report.program),
      Named(name: "On", value: report.machine),
    ].filter { !$0.value.isEmpty }
  }
}
