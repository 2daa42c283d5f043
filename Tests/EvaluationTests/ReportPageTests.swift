import Evaluation
import Foundation
import Testing

@Suite struct ReportPageTests {
  @Test func `names of files cannot break out of the page's markup or data`() throws {
    var report = try SampleReport.make(pictureCount: 2)
    report.title = SampleReport.hostileName
    // A quote that a combining mark follows is one Character, and no quote to some.
    report.notes = ["\"\u{301} <\u{338}script> '\u{301}"]
    report.command = "</pre><b>"
    let page = try ReportPage(report: report, comparisons: []).render()
    #expect(!page.contains("<img src=x"))
    #expect(!page.contains("<b>"))
    #expect(page.contains("&lt;/script&gt;&lt;img src=x onerror=&quot;boom(&#39;&amp;&#39;)&quot;"))
    #expect(page.contains("\\u003c/script>\\u003cimg src=x"))
    let escaped = page.utf8.contains("&quot;\u{301} &lt;\u{338}script&gt; &#39;\u{301}".utf8)
    #expect(escaped)
    // The report's and the page's own.
    #expect(page.components(separatedBy: "</script>").count == 3)
  }

  @Test func `the page refers to nothing outside it`() throws {
    let page = try ReportPage(report: SampleReport.make(), comparisons: []).render()
    #expect(page.hasPrefix("<!DOCTYPE html>\n"))
    #expect(page.contains("default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-"))
    #expect(!page.contains("unsafe-inline"))
    let addresses = page.components(separatedBy: "http").dropFirst().map { $0.prefix(24) }
    #expect(
      addresses.allSatisfy { $0.hasPrefix("://www.w3.org/2000/svg") || $0.hasPrefix("-equiv") })
  }

  static let sample = ProcessInfo.processInfo.environment["AEZIP_SAMPLE_PAGE"]

  @Test(.enabled(if: sample != nil, "AEZIP_SAMPLE_PAGE names no file to write"))
  func `a sample can be written for people to look at`() throws {
    var report = try SampleReport.make()
    report.command = "aezip report kodak --out kodak.html"
    let pictures = try SamplePictures.make(names: report.pictures.prefix(3).map(\.name))
    let page = ReportPage(report: report, comparisons: pictures)
    try Data(page.render().utf8).write(to: URL(fileURLWithPath: Self.sample ?? ""))
  }

  @Test func `without pictures to look at the page stays small`() throws {
    let page = try ReportPage(report: SampleReport.make(), comparisons: []).render()
    #expect(page.utf8.count < 200_000)
  }

  @Test(arguments: [
    (-0.412, "At equal PSNR aezip needs 41\u{A0}% fewer bytes than JPEG 4:2:0 on these pictures."),
    (0.128, "At equal PSNR aezip needs 13\u{A0}% more bytes than JPEG 4:2:0 on these pictures."),
    (-0.004, "At equal PSNR aezip needs as many bytes as JPEG 4:2:0 on these pictures."),
  ])
  func `the result is said in words, also when it is bad`(_ rate: Double, _ words: String) throws {
    var report = try SampleReport.make()
    report.codecs[0].bdRate.psnr = rate
    let page = try ReportPage(report: report, comparisons: []).render()
    #expect(page.contains(words))
    #expect(
      page.contains(
        "At equal MS-SSIM, 38\u{A0}% fewer bytes than JPEG 4:2:0; "
          + "at equal SSIMULACRA2, 29\u{A0}% fewer bytes than JPEG 4:2:0."))
  }

  @Test func `curves without quality in common are said not to be comparable`() throws {
    var report = try SampleReport.make()
    report.codecs[0].bdRate.psnr = nil
    let page = try ReportPage(report: report, comparisons: []).render()
    #expect(page.contains("have no range of PSNR in common"))
  }

  @Test func `the summary has a column only where there are data`() throws {
    var report = try SampleReport.make()
    let full = try ReportPage(report: report, comparisons: []).render()
    for index in report.codecs.indices { report.codecs[index].bdRate.ssimulacra2 = nil }
    let less = try ReportPage(report: report, comparisons: []).render()
    let column = "<th scope=\"col\" class=\"number\">SSIMULACRA2</th>"
    #expect(full.components(separatedBy: column).count == 3)
    #expect(less.components(separatedBy: column).count == 2)
    #expect(full.contains("<td class=\"number\">−41.0\u{A0}%</td>"))
    #expect(full.contains("<th scope=\"col\" class=\"number\">32 dB</th>"))
  }
}
