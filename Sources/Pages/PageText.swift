import Foundation
import Mustache

/// Escapes text for HTML, between tags and in quoted attributes.
///
/// Mustache's own escaping works on grapheme clusters, so a quote that is followed by a combining
/// mark passes unescaped, and file names may contain one. This type works on bytes.
struct PageText: MustacheContentType {
  func escapeText(_ text: String) -> String {
    var escaped: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): escaped += "&amp;".utf8
      case UInt8(ascii: "<"): escaped += "&lt;".utf8
      case UInt8(ascii: ">"): escaped += "&gt;".utf8
      case UInt8(ascii: "\""): escaped += "&quot;".utf8
      case UInt8(ascii: "'"): escaped += "&#39;".utf8
      default: escaped.append(byte)
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }
}

/// JSON for a script element, which it can neither end nor turn into a comment.
package func pageJSON(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  var escaped: [UInt8] = []
  for byte in try encoder.encode(value) {
    if byte == UInt8(ascii: "<") {
      escaped += #"\u003c"#.utf8
    } else {
      escaped.append(byte)
    }
  }
  return String(decoding: escaped, as: UTF8.self)
}

/// Base64 as data URLs have it.
package func base64(_ bytes: [UInt8]) -> String {
  Data(bytes).base64EncodedString()
}
