import Bytes
import Foundation
import Reports

/// A copy of a page with two more scripts: one that hears of errors before anything else runs, and
/// one that uses the page as a person does and writes down what it saw.
///
/// The page's policy still holds, with these two let in by their hashes.
struct DrivenPage {
  let html: String

  init(_ page: String, driver: String) throws {
    let listener = """
      window.errors = [];
      addEventListener("error", (event) => errors.push(String(event.message)), true);
      addEventListener("unhandledrejection", (event) => errors.push(String(event.reason)));
      addEventListener("securitypolicyviolation", (event) => errors.push(event.violatedDirective));
      const said = console.error;
      console.error = (...words) => { errors.push(words.join(" ")); said(...words); };
      """
    let script = try Self.driver("driving") + Self.driver(driver)
    let sources = [listener, script].map { "&#39;sha256-\(Self.hash(of: $0))&#39;" }
    html =
      page
      .replacingOccurrences(
        of: "script-src ", with: "script-src \(sources.joined(separator: " ")) "
      )
      .replacingOccurrences(of: "<title>", with: "<script>\(listener)</script><title>")
      .replacingOccurrences(
        of: "</body>\n</html>", with: "<script type=\"module\">\(script)</script></body></html>")
  }

  /// What the driver wrote down.
  func observe<Seen: Decodable>(_: Seen.Type, width: Int = 1280) throws -> Seen {
    let document = try Browser.visit(html, width: width).document
    let marked = document.components(separatedBy: "<pre id=\"seen\">")
    guard marked.count == 2, let text = marked[1].components(separatedBy: "</pre>").first,
      let json = text.removingPercentEncoding
    else { throw Browser.Failure.noDocument("the driver did not come to its end") }
    return try JSONDecoder().decode(Seen.self, from: Data(json.utf8))
  }

  private static func driver(_ name: String) throws -> String {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Drivers/\(name).js")
    return String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }

  private static func hash(of script: String) -> String {
    Data(Digest(of: script.utf8).bytes).base64EncodedString()
  }
}
