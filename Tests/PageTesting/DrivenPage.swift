import Bytes
import Foundation

/// A copy of a page with two more scripts. The first one records errors before any other script
/// runs, the second one uses the page as a person does and records what it shows.
///
/// The page's policy allows these two by their hashes and stays in force.
package struct DrivenPage {
  package let html: String

  /// - Parameters:
  ///   - driver: the name of a script in the folder `Drivers` beside the test
  ///   - test: the path of the test's file
  package init(_ page: String, driver: String, of test: String = #filePath) throws {
    let listener = """
      window.errors = [];
      addEventListener("error", (event) => errors.push(String(event.message)), true);
      addEventListener("unhandledrejection", (event) => errors.push(String(event.reason)));
      addEventListener("securitypolicyviolation", (event) => errors.push(event.violatedDirective));
      const said = console.error;
      console.error = (...words) => { errors.push(words.join(" ")); said(...words); };
      """
    let script =
      try Self.script("driving.js", beside: #filePath)
      + Self.script("Drivers/\(driver).js", beside: test)
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

  /// Loads the page and returns the driver's record.
  package func observe<Seen: Decodable>(_: Seen.Type, width: Int = 1280) throws -> Seen {
    let document = try Browser.visit(html, width: width).document
    let marked = document.components(separatedBy: "<pre id=\"seen\">")
    guard marked.count == 2, let text = marked[1].components(separatedBy: "</pre>").first,
      let json = text.removingPercentEncoding
    else { throw Browser.Failure.noDocument("the driver did not come to its end") }
    return try JSONDecoder().decode(Seen.self, from: Data(json.utf8))
  }

  private static func script(_ name: String, beside file: String) throws -> String {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    return String(
      decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
  }

  private static func hash(of script: String) -> String {
    Data(Digest(of: script.utf8).bytes).base64EncodedString()
  }
}
