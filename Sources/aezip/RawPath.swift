import ArgumentParser
import Files

/// A path given on the command line, as its bytes.
struct RawPath: ExpressibleByArgument, CustomStringConvertible, Sendable {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  init(argument: String) {
    bytes = RawArguments.bytes(of: argument)
  }

  /// As messages show it.
  var description: String { displayName(of: bytes) }

  static var defaultCompletionKind: CompletionKind { .file() }

  /// Whether it could be the name of an archive.
  var endsLikeArchive: Bool {
    let suffix = Array(".aez".utf8)
    let name = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last
    return name.map { $0.count > suffix.count && $0.suffix(suffix.count) == suffix[...] } ?? false
  }
}

/// A shell pattern given on the command line.
struct RawPattern: ExpressibleByArgument, Sendable {
  /// The library takes patterns as strings; a byte that is no UTF-8 stands for any byte there.
  let text: String

  init(argument: String) {
    let bytes = RawArguments.bytes(of: argument)
    text =
      String(validating: bytes, as: UTF8.self)
      ?? argument.unicodeScalars.map { scalar in
        RawArguments.bytes(of: String(scalar)).count == 1 && !scalar.isASCII ? "?" : String(scalar)
      }.joined()
  }
}
