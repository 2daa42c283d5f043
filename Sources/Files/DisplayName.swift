/// `path` as messages show it: on one line, so that no name can forge or garble output.
///
/// Line feeds, returns, tabs and backslashes become `\n`, `\r`, `\t` and `\\`. Bytes that are not
/// UTF-8, or belong to a control, line-separating or direction-changing character, become `\xNN`.
/// An empty path becomes `''`.
package func displayName(of path: [UInt8]) -> String {
  guard !path.isEmpty else { return "''" }
  // Unicode properties are slow to look up, and nearly all names are plain ASCII.
  if path.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x5C }) {
    return String(decoding: path, as: UTF8.self)
  }
  var shown = ""
  var parser = Unicode.UTF8.ForwardParser()
  var rest = path.makeIterator()
  var offset = 0
  while true {
    switch parser.parseScalar(from: &rest) {
    case .valid(let bytes):
      let scalar = Unicode.UTF8.decode(bytes)
      shown += isPlain(scalar) ? String(scalar) : bytes.map(escaped).joined()
      offset += bytes.count
    case .error(let length):
      shown += path[offset..<offset + length].map(escaped).joined()
      offset += length
    case .emptyInput:
      return shown
    }
  }
}

/// Whether messages show `scalar` unescaped.
private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x5C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: return false
  default: break
  }
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator: return false
  default: return true
  }
}

private func escaped(_ byte: UInt8) -> String {
  switch byte {
  case 0x09: return "\\t"
  case 0x0A: return "\\n"
  case 0x0D: return "\\r"
  case 0x5C: return "\\\\"
  default:
    let digits = String(byte, radix: 16, uppercase: true)
    return "\\x" + (byte < 16 ? "0" : "") + digits
  }
}
