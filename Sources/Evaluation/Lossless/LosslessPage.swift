import Pages

/// A ``LosslessReport`` as one HTML file that needs no network, no script and no other file.
package struct LosslessPage: Sendable {
  private let report: LosslessReport

  package init(report: LosslessReport) {
    self.report = report
  }

  /// Renders the page.
  ///
  /// - Throws: errors of the page's template only
  package func render() throws -> String {
    try PageParts.lossless.page(of: LosslessContent(report))
  }
}

/// The values that the page's template refers to.
private struct LosslessContent {
  let title: String
  let facts: [Named]
  let sentence: String?
  let rows: [Row]
  let notes: [String]
  let settings: [Named]
  let command: String?
  let policy = PageParts.lossless.policy
  let style = PageParts.lossless.style

  /// A term and its description.
  struct Named {
    let name: String
    let value: String
  }

  /// A codec in the table.
  struct Row {
    let name: String
    /// The class of its colour.
    let family: String
    /// The length of its bar, of 200.
    let bar: String
    let share: String
    let bytes: String
    let packs: String
    let unpacks: String
    let same: String
  }

  init(_ report: LosslessReport) {
    title = report.title
    facts = [
      Named(name: "Files", value: PageNumber.whole(report.files)),
      Named(name: "JPEG files", value: PageNumber.whole(report.jpegFiles)),
      Named(name: "Originals", value: PageNumber.whole(report.bytes) + " bytes"),
      Named(name: "Measured", value: report.conditions.date),
      Named(name: "With", value: report.conditions.program),
      Named(name: "On", value: report.conditions.machine),
    ]
    sentence = Self.sentence(report)
    rows = report.results.map { result in
      let share = report.share(of: result)
      return Row(
        name: result.name,
        family: result.name.hasPrefix("aezip")
          ? "aezip" : result.name.hasPrefix("JPEG XL") ? "jxl" : "other",
        bar: PageNumber.fixed(200 * min(share, 1), 1),
        share: PageNumber.fixed(100 * share, 2) + "\u{A0}%", bytes: PageNumber.whole(result.bytes),
        packs: PageNumber.fixed(result.packSpeed, 2),
        unpacks: PageNumber.fixed(result.unpackSpeed, 2), same: result.isExact ? "yes" : "no")
    }
    notes = report.notes
    settings = report.results.map { Named(name: $0.name, value: $0.about) }
    command = report.conditions.command
  }

  private static func sentence(_ report: LosslessReport) -> String? {
    guard let own = report.results.first else { return nil }
    func percent(_ share: Double) -> String { PageNumber.fixed(100 * share, 1) + "\u{A0}%" }
    let stored = "aezip stores these files in \(percent(report.share(of: own))) of their bytes"
    let others = report.results.filter { !$0.name.hasPrefix("aezip") && $0.isExact }
    guard let best = others.min(by: { $0.bytes < $1.bytes }) else { return stored + "." }
    return stored + "; \(best.name) needs \(percent(report.share(of: best)))."
  }
}
