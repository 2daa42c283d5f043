/// The program's arguments as strings that keep every byte.
///
/// File names need not be UTF-8, but `CommandLine.arguments` replaces invalid bytes. The strings
/// made here can be turned back into bytes: a byte that is not UTF-8 becomes one of the last 128
/// private-use scalars, and those scalars themselves are escaped byte by byte (as in Python's
/// `surrogateescape`, whose scalars a Swift string cannot hold).
package enum RawArguments {
  /// All arguments but the program's name.
  package static let all: [String] = {
    let count = Int(CommandLine.argc)
    return (0..<count).dropFirst().compactMap { index in
      guard let start = unsafe CommandLine.unsafeArgv[index] else { return nil }
      var bytes: [UInt8] = []
      var byte = unsafe start
      while unsafe byte.pointee != 0 {
        unsafe bytes.append(UInt8(bitPattern: byte.pointee))
        unsafe byte += 1
      }
      return escape(bytes)
    }
  }()

  /// A string that ``bytes(of:)`` turns back into `bytes`.
  package static func escape(_ bytes: [UInt8]) -> String {
    var text = String.UnicodeScalarView()
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let encoded):
        let scalar = Unicode.UTF8.decode(encoded)
        if byte(for: scalar) == nil {
          text.append(scalar)
        } else {
          text += encoded.map(Self.scalar)
        }
        offset += encoded.count
      case .error(let length):
        text += bytes[offset..<offset + length].map(Self.scalar)
        offset += length
      case .emptyInput:
        return String(text)
      }
    }
  }

  /// The bytes that ``escape(_:)`` made `text` of.
  package static func bytes(of text: String) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar in
      byte(for: scalar).map { [$0] } ?? Array(String(scalar).utf8)
    }
  }

  private static let base: UInt32 = 0x10FF00

  /// Only bytes above 127 are escaped.
  private static func scalar(for byte: UInt8) -> Unicode.Scalar {
    Unicode.Scalar(base + UInt32(byte)) ?? "\u{FFFD}"
  }

  private static func byte(for scalar: Unicode.Scalar) -> UInt8? {
    scalar.value >= base + 0x80 ? UInt8(truncatingIfNeeded: scalar.value) : nil
  }
}
