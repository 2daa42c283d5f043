import Bytes
import CPage
import Mustache

/// What a page is made of beside its content, as the program carries it.
package struct PageParts: Sendable {
  package let style: String
  package let script: String
  private let html: String

  private init(_ page: aez_page) {
    style = unsafe Self.text(page.style)
    script = unsafe Self.text(page.script)
    html = unsafe Self.text(page.html)
  }

  /// Of `aezip report`.
  package static let report = unsafe PageParts(aez_report_page())
  /// Of `aezip map`.
  package static let map = unsafe PageParts(aez_map_page())
  /// Of `aezip inspect`.
  package static let model = unsafe PageParts(aez_model_page())

  /// What the template names, filled in; ``PageText`` escapes whatever it does not mark as markup.
  ///
  /// Mustache sees stored properties only.
  ///
  /// - Throws: only what a mistake in the template would
  package func page(of content: Any) throws -> String {
    MustacheContentTypes.register(PageText(), named: "PAGE")
    return try MustacheTemplate(string: html).render(content)
  }

  /// The Content-Security-Policy that lets in the page's own style and script and pictures it
  /// carries, and nothing else.
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
