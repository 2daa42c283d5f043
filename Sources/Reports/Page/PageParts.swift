import Bytes
import CPage
import Mustache

/// The files of `Page`, as the program carries them.
enum PageParts {
  static let style = unsafe text(aez_page_style())
  static let script = unsafe text(aez_page_script())

  /// The template, which escapes by ``PageText`` whatever is not marked as markup.
  static func template() throws -> MustacheTemplate {
    MustacheContentTypes.register(PageText(), named: "PAGE")
    return unsafe try MustacheTemplate(string: text(aez_page_template()))
  }

  /// What a Content-Security-Policy has to say of a part to let just that part in.
  static func source(of part: String) -> String {
    "'sha256-" + base64(Digest(of: part.utf8).bytes) + "'"
  }

  private static func text(_ part: aez_page_part) -> String {
    let bytes = unsafe UnsafeBufferPointer(start: part.bytes, count: part.count)
    return unsafe String(decoding: bytes, as: UTF8.self)
  }
}
