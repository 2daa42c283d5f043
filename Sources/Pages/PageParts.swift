import Bytes
import CPage
import Mustache

/// The template, style and script of an HTML page, built into the program.
package struct PageParts: Sendable {
  package let style: String
  package let script: String
  private let html: String

  private init(_ page: aez_page) {
    style = unsafe Self.text(page.style)
    script = unsafe Self.text(page.script)
    html = unsafe Self.text(page.html)
  }

  /// The page of `aezip report`.
  package static let report = unsafe PageParts(aez_report_page())
  /// The page of `aezip report --lossless`.
  package static let lossless = unsafe PageParts(aez_lossless_page())
  /// The page of `aezip map`.
  package static let map = unsafe PageParts(aez_map_page())
  /// The page of `aezip inspect`.
  package static let model = unsafe PageParts(aez_model_page())

  /// Renders the template. ``PageText`` escapes every value that the template does not mark as
  /// markup.
  ///
  /// - Parameter content: the values by name; Mustache reads stored properties only
  /// - Throws: if the template has an error
  package func page(of content: Any) throws -> String {
    MustacheContentTypes.register(PageText(), named: "PAGE")
    return try MustacheTemplate(string: html).render(content)
  }

  /// A Content-Security-Policy that allows the page's own style and script and its embedded
  /// pictures, and nothing else.
  package var policy: String {
    [
      "default-src 'none'", "img-src data:", "style-src \(Self.source(of: style))",
      "script-src \(Self.source(of: script))", "base-uri 'none'", "form-action 'none'",
    ].joined(separator: "; ")
  }

  private static func source(of part: String) -> String {
    "'sha256-" + base64(Digest(of: part.utf8).bytes) + "'"
  }

  private static func text(_ part: aez_page_part) -> String {
    let bytes = unsafe UnsafeBufferPointer(start: part.bytes, count: part.count)
    return unsafe String(decoding: bytes, as: UTF8.self)
  }
}
