import Evaluation
import Files

/// The files a report is written to: a page, and beside it JSON and CSV.
///
/// They are opened before anything is measured: that a name is taken, or a folder cannot be
/// written to, is to be told now and not in an hour.
struct ReportFiles {
  /// Where finished measurements are kept.
  let cache: [UInt8]
  private let page: OutputFile
  private let json: OutputFile
  private let csv: OutputFile
  private let names: [RawPath]

  /// Nil if there is no page to write.
  init?(page: RawPath?, overwrite: Bool) throws {
    guard let page else { return nil }
    let stem = page.bytes[..<(page.bytes.lastIndex(of: UInt8(ascii: ".")) ?? page.bytes.count)]
    names = [page, RawPath(stem + Array(".json".utf8)), RawPath(stem + Array(".csv".utf8))]
    cache = page.bytes + Array(".cache".utf8)
    self.page = try OutputFile(path: names[0].bytes, replacing: overwrite)
    json = try OutputFile(path: names[1].bytes, replacing: overwrite)
    csv = try OutputFile(path: names[2].bytes, replacing: overwrite)
  }

  /// Writes a report in all forms; each file appears whole or not at all.
  func write(_ report: Evaluation.Report, _ shown: [PictureShown]) throws {
    try json.append(report.json())
    try csv.append(Array(report.csv.utf8))
    try page.append(Array(ReportPage(report: report, comparisons: shown).render().utf8))
    for file in [json, csv, page] { try file.commit() }
  }

  /// What was written, for people.
  var line: String {
    "written: " + names.map(\.description).joined(separator: ", ")
  }
}
