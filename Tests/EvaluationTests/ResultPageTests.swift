import Evaluation
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Tables in Markdown and curves in SVG, as they are kept for each version.
@Suite struct ResultPageTests {
  private let conditions = MeasurementConditions(
    date: "2026-01-01", program: "aezip 0.1.0, model photo-3 (76a2c013)", machine: "a machine",
    toolchain: "Swift 6.3", command: "aezip bench pack kodak")

  @Test func `a page has its conditions, its tables and their notes`() {
    let table = ResultTable(
      heading: "Packing", columns: ["program", "seconds"], rows: [["a|b", "1.50"]],
      notes: ["2 pictures"])
    let page = ResultPage(title: "Speed", picture: "speed.svg", tables: [table])
    #expect(
      page.markdown(conditions) == """
        # Speed

        - program: aezip 0.1.0, model photo-3 (76a2c013)
        - machine: a machine
        - compiler: Swift 6.3
        - date: 2026-01-01
        - command: `aezip bench pack kodak`

        ![Speed](speed.svg)

        ## Packing

        | program | seconds |
        | --- | ---: |
        | a\\|b | 1.50 |

        - 2 pictures

        """)
  }

  @Test func `conditions name no folder of the machine`() {
    let now = MeasurementConditions.now(
      arguments: ["/home/me/bin/aezip", "report", "/home/me/kodak/", "--out", "results/kodak.md"])
    #expect(now.command == "aezip report kodak --out kodak.md")
    #expect(now.program.hasPrefix("aezip ") && now.program.contains(", model photo-"))
    #expect(now.machine.contains(" core") && !now.machine.contains("/"))
  }

  @Test func `a chart is small, well-formed SVG with a curve and a name for each codec`() throws {
    var report = try SampleReport.make()
    report.codecs[3].name = "A & <B>"
    let svg = try #require(CurveChart(report)).svg
    #expect(svg.utf8.count < 40_000)
    let parser = XMLParser(data: Data(svg.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    // The curve of textbook PCA lies outside the range of the others.
    let measured = report.codecs.filter { $0.family != "published" && $0.id != "pca-textbook" }
    #expect(svg.components(separatedBy: "<g clip-path").count == 1 + measured.count)
    #expect(svg.contains(">JPEG 4:2:0</text>") && svg.contains("A &amp; &lt;B>"))
    report.codecs[0].points.removeAll()
    #expect(CurveChart(report) != nil)
    report.codecs = []
    #expect(CurveChart(report) == nil)
  }

  @Test func `a summary has all means and no measurement of a single picture`() throws {
    let report = try SampleReport.make()
    let summary = report.summary
    #expect(summary.codecs.allSatisfy { $0.points.allSatisfy(\.pictures.isEmpty) })
    #expect(summary.codecs.map(\.bdRate) == report.codecs.map(\.bdRate))
    #expect(summary.pictures == report.pictures)
  }
}
