import Evaluation
import Files

/// The files of a report on folders: a page with JSON and CSV, or a table with JSON and SVG.
///
/// They are created before the measurement, so that a name that is taken does not cost an hour.
struct ReportFiles {
  /// Where finished measurements are kept.
  let cache: [UInt8]
  private let kind: Kind
  private let names: [RawPath]

  private enum Kind {
    case page(OutputFile, json: OutputFile, csv: OutputFile)
    case table(ResultFiles)
  }

  static func create(_ out: RawPath, overwrite: Bool) throws -> ReportFiles {
    let cache = out.bytes + Array(".cache".utf8)
    guard !out.hasExtension(["md"]) else {
      let files = try ResultFiles.create(out, overwrite: overwrite, hasPicture: true)
      return ReportFiles(cache: cache, kind: .table(files), names: files.names)
    }
    let names = [out, out.replacingExtension(with: "json"), out.replacingExtension(with: "csv")]
    let files = try names.map { try OutputFile(path: $0.bytes, replacing: overwrite) }
    return ReportFiles(
      cache: cache, kind: .page(files[0], json: files[1], csv: files[2]), names: names)
  }

  /// Whether the pictures of a viewer are written.
  var showsPictures: Bool {
    if case .page = kind { true } else { false }
  }

  /// Writes a report in all forms; each file appears whole or not at all.
  ///
  /// - Parameter shown: the pictures of the page's viewer
  func write(
    _ report: Evaluation.Report, _ shown: [PictureShown], _ conditions: MeasurementConditions
  ) throws {
    switch kind {
    case .page(let page, let json, let csv):
      try json.append(report.json())
      try csv.append(Array(report.csv.utf8))
      try page.append(Array(ReportPage(report: report, comparisons: shown).render().utf8))
      for file in [json, csv, page] { try file.commit() }
    case .table(let files):
      let chart = CurveChart(report)
      let picture = chart.map { _ in displayName(of: names[2].lastPart) }
      var codecs = ResultTable(
        heading: "Codecs", columns: ["codec", "how it is run and what is counted"],
        rows: report.codecs.map { [$0.name, $0.about] })
      codecs.isText = true
      let page = ResultPage(
        title: "Rate and distortion on \(report.title)", picture: picture,
        tables: [ReportTable(report).table, codecs])
      try files.write(
        page, conditions, json: Output.text(json: report.summary), picture: chart?.svg ?? "")
    }
  }

  /// The names of the written files.
  var line: String { ResultFiles.line(of: names) }
}
