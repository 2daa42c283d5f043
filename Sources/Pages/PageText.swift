import Foundation
import Mustache

/// Text as HTML holds it between tags and in quoted attributes.
///
/// The escaping that comes with Mustache goes by grapheme clusters, which lets a quote through
/// that a combining mark follows; names of files may hold those. This one goes by bytes.
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

/// JSON that may stand in a script element: nothing in it can end that or begin a comment.
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

package func base64(_ bytes: [UInt8]) -> String {
  Data(bytes).base64EncodedString()
}
