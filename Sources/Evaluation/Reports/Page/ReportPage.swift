import Pages

/// A report as one HTML file that needs nothing else: no network, no other file.
///
/// A strict Content-Security-Policy lets in the page's own style, script and pictures alone.
package struct ReportPage: Sendable {
  private let report: Report
  private let comparisons: [PictureShown]
  private let command: String?

  /// - Parameters:
  ///   - comparisons: Pictures to look at, whose bytes go into the page; may be none.
  ///   - command: The command that measures this again, to be quoted.
  package init(report: Report, comparisons: [PictureShown], command: String? = nil) {
    self.report = report
    self.comparisons = comparisons
    self.command = command
  }

  /// The file's content.
  ///
  /// - Throws: Only what a mistake in the page's template would.
  package func render() throws -> String {
    try PageParts.report.page(
      of: PageContent(report: report, comparisons: comparisons, command: command))
  }
}
