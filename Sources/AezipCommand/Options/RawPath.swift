import ArgumentParser
import Files
import Foundation

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

  /// Whether a symbolic link lies there, which with a slash behind it is what it points to.
  var isSymbolicLink: Bool {
    guard let found = try? Directory.current.status(of: bytes) else { return false }
    return found.kind == .symlink
  }

  /// Whether it could be the name of an archive.
  var endsLikeArchive: Bool {
    let suffix = Array(".aez".utf8)
    let name = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last
    return name.map { $0.count > suffix.count && $0.suffix(suffix.count) == suffix[...] } ?? false
  }
}

extension RawPath {
  /// What a file or folder is called, wherever the path looks at it from.
  var lastPart: [UInt8] {
    let last = bytes.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? bytes
    guard last == Array(".".utf8) || last == Array("..".utf8) else { return last }
    let path = URL(fileURLWithPath: String(decoding: bytes, as: UTF8.self)).standardizedFileURL
    return Array(path.lastPathComponent.utf8)
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
