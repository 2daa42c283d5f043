import Pages

/// A report as one HTML file that needs no network and no other file.
///
/// Its Content-Security-Policy allows the page's own style, script and pictures only.
package struct ReportPage: Sendable {
  private let report: Report
  private let comparisons: [PictureShown]

  /// - Parameter comparisons: the pictures of the viewer, which the page embeds; may be empty
  package init(report: Report, comparisons: [PictureShown]) {
    self.report = report
    self.comparisons = comparisons
  }

  /// Renders the page.
  ///
  /// - Throws: errors of the page's template only
  package func render() throws -> String {
    try PageParts.report.page(of: PageContent(report: report, comparisons: comparisons))
  }
}
