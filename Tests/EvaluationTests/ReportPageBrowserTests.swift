import Evaluation
import Foundation
import PageTesting
import Testing

/// The page in a real browser, used as a person would.
@Suite(.enabled(if: Browser.path != nil, "no chromium on PATH"), .serialized)
struct ReportPageBrowserTests {
  private func page() throws -> String {
    var report = try SampleReport.make()
    report.command = "aezip report kodak"
    let pictures = try SamplePictures.make(
      names: report.pictures.prefix(2).map(\.name), width: 480, height: 160)
    return try ReportPage(report: report, comparisons: pictures)
      .render()
  }

  @Test func `the page loads without a word on the console`() throws {
    #expect(try Browser.visit(page()).console == [])
    #expect(try Browser.visit(page(), width: 500).console == [])
  }

  @Test func `a script the page does not own is refused, and that is heard`() throws {
    let foreign = try page().replacing(
      "</main>", with: "<script>document.title = 1</script></main>")
    let visit = try Browser.visit(foreign)
    #expect(visit.console.contains { $0.contains("Content Security Policy") })
    #expect(visit.document.contains("<title>kodak: rate and distortion</title>"))
  }

  struct ChartSeen: Decodable {
    struct Hidden: Decodable {
      let pressed: String
      let curves: Int
      let there: Bool
    }
    struct Metric: Decodable {
      let offered: [String]
      let before, after: String
      let lineChanged: Bool
    }
    struct Keyed: Decodable {
      let tooltip: [String]
      let said: String
    }
    struct Nothing: Decodable {
      let curves: Int
      let text: String
    }
    let errors: [String]
    let curves, afterShowing, everything: Int
    let textbookPressed: String
    let pageIsAsWideAsWindow: Bool
    let afterHiding: Hidden
    let metric: Metric
    let hovered, touched: [String]
    let left, escaped: [String]?
    let keyed: Keyed
    let keyedDown: [String]
    let nothing: Nothing
  }

  @Test(arguments: [1280, 500])
  func `the chart toggles codecs, changes its measure and tells of points`(_ width: Int) throws {
    let seen = try DrivenPage(page(), driver: "chart").observe(ChartSeen.self, width: width)
    #expect(seen.errors == [])
    #expect(seen.pageIsAsWideAsWindow)
    // All but the textbook PCA, which lies far off.
    #expect(seen.curves == 13)
    #expect(seen.textbookPressed == "false")
    #expect(seen.afterHiding.curves == 12)
    #expect(seen.afterHiding.pressed == "false")
    #expect(!seen.afterHiding.there)
    #expect(seen.afterShowing == 13)
    #expect(seen.everything == 14)
    #expect(seen.nothing.curves == 0)
    #expect(seen.nothing.text.contains("No codec"))
    #expect(seen.metric.offered == ["PSNR", "Luma PSNR", "SSIM", "MS-SSIM", "SSIMULACRA2"])
    #expect(seen.metric.before == "PSNR, dB")
    #expect(seen.metric.after == "MS-SSIM, dB")
    #expect(seen.metric.lineChanged)
    let point = [
      "aezip", "quality 43", "0.628\u{A0}bpp", "PSNR 32.88\u{A0}dB", "741,297 bytes",
    ]
    #expect(seen.hovered == point)
    #expect(seen.left == nil)
    #expect(seen.touched == point)
    #expect(seen.escaped == nil)
    #expect(seen.keyed.tooltip.first == "aezip")
    #expect(seen.keyed.said == seen.keyed.tooltip.joined(separator: ", "))
    #expect(seen.keyedDown.first != "aezip")
  }

  struct PicturesSeen: Decodable {
    struct Sorted: Decodable {
      let state: String
      let values: [Double]
    }
    let errors, names, headings, byName, bdRates, sameCodec, halfRate, alone, filtered: [String]
    let elementsOfName, sortedHeadings: Int
    let unsorted: String
    let ascending, descending: Sorted
  }

  @Test func `the table sorts, compares any two codecs and shows hostile names as text`() throws {
    let half = Formula(
      "half", "half of JPEG", "webp", "for this test",
      rates: SampleReport.codecs[2].rates.map { $0 / 2 }, at1: 32.55, perDoubling: 3.85,
      bd: (-0.5, nil, nil), psnrOfRate: { $0 * 2 })
    let report = try SampleReport.make(codecs: SampleReport.codecs + [half])
    let page = try ReportPage(report: report, comparisons: []).render()
    let seen = try DrivenPage(page, driver: "pictures").observe(PicturesSeen.self)
    #expect(seen.errors == [])
    #expect(seen.names == report.pictures.map(\.name))
    #expect(seen.names[0] == SampleReport.hostileName)
    #expect(seen.elementsOfName == 0)
    let one = ["bpp", "PSNR", "MS-SSIM", "SSIMULACRA2"]
    #expect(seen.headings == ["Picture", "Pixels", "File, bytes"] + one + one + ["BD-rate"])
    #expect(seen.unsorted == "none")
    #expect(seen.ascending.state == "ascending")
    #expect(seen.ascending.values.count == 24)
    #expect(seen.ascending.values == seen.ascending.values.sorted())
    #expect(seen.descending.state == "descending")
    #expect(seen.descending.values == seen.descending.values.sorted(by: >))
    #expect(seen.sortedHeadings == 1)
    // As people count, not as computers spell.
    #expect(seen.byName.filter { !$0.contains("/") }.prefix(3) == ["2.png", "3.png", "5.png"])
    #expect(seen.bdRates.allSatisfy { $0.contains("−") })
    #expect(seen.sameCodec.allSatisfy { $0 == "0.0\u{A0}%" })
    #expect(seen.halfRate.allSatisfy { $0 == "−50.0\u{A0}%" })
    #expect(seen.alone == ["Picture", "Pixels", "File, bytes"] + one)
    #expect(seen.filtered.count == 7)
    #expect(seen.filtered.allSatisfy { $0.hasPrefix("holiday/") })
  }

  struct ViewerSeen: Decodable {
    struct Second: Decodable {
      let captions: [String]
      let note: String
      let last: Bool
    }
    struct Scrolled: Decodable {
      let left: Double
      let clip: String
    }
    let errors, captions, clips, swapped, options: [String]
    let size, naturalSize: [Double]
    let rangeAfterDrag: Double
    let second: Second
    let scrolled: Scrolled
    let linked: String
  }

  @Test func `the viewer divides two versions of a picture, pixel by pixel`() throws {
    let seen = try DrivenPage(page(), driver: "viewer").observe(ViewerSeen.self)
    #expect(seen.errors == [])
    #expect(seen.size == [480, 160])
    #expect(seen.naturalSize == [480, 160])
    let aezip = "aezip quality 29 · 26,979 bytes · 0.549 bpp · 32.01 dB"
    #expect(seen.captions == ["original PNG · 736,501 bytes", aezip])
    #expect(
      seen.clips == [240, 96, 360].map { "inset(0px calc(100% - \($0)px) 0px 0px)" })
    #expect(seen.rangeAfterDrag == 75)
    #expect(seen.swapped == seen.captions.reversed())
    #expect(seen.options == [SampleReport.hostileName, "2.png"])
    // The sides chosen stay chosen.
    #expect(seen.second.captions == seen.swapped)
    #expect(seen.second.note.contains("4096×3072"))
    #expect(seen.second.last)
    #expect(seen.scrolled.left == 0)
    #expect(seen.linked == "0")
  }

  @Test func `where the picture is wider than the screen the divider stays while it is panned`()
    throws
  {
    let report = try SampleReport.make(pictureCount: 2)
    let pictures = try SamplePictures.make(
      names: report.pictures.map(\.name), width: 900, height: 60)
    let page = try ReportPage(report: report, comparisons: pictures).render()
    let seen = try DrivenPage(page, driver: "viewer").observe(ViewerSeen.self, width: 500)
    #expect(seen.errors == [])
    #expect(seen.size == [900, 60])
    #expect(seen.scrolled.left == 100)
    #expect(seen.scrolled.clip != seen.clips[2])
  }

  @Test func `a report on one archive has a table and a viewer but no chart`() throws {
    let report = try SampleReport.make(codecs: [])
    let page = try ReportPage(report: report, comparisons: []).render()
    let visit = try Browser.visit(page)
    #expect(visit.console == [])
    #expect(!visit.document.contains("id=\"chart\""))
    #expect(visit.document.contains("holiday/4.png"))
  }

  @Test func `thousands of pictures come two hundred at a time`() throws {
    let report = try SampleReport.make(pictureCount: 3000, codecs: [SampleReport.codecs[0]])
    let page = try ReportPage(report: report, comparisons: []).render()
    let visit = try Browser.visit(page)
    #expect(visit.console == [])
    #expect(visit.document.components(separatedBy: "<tr><th scope=\"row\"><bdi>").count == 201)
    #expect(visit.document.contains("The first 200 of 3,000 pictures."))
  }
}
