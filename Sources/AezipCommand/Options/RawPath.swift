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
  var description: String {
    isStandardStream ? "standard input" : displayName(of: bytes)
  }

  static var defaultCompletionKind: CompletionKind { .file() }

  /// What lies there; nil if nothing does, or it cannot be looked at.
  var status: FileStatus? { status(followingLinks: false) }

  func status(followingLinks: Bool) -> FileStatus? {
    (try? Directory.current.status(of: bytes, followingLinks: followingLinks)) ?? nil
  }

  /// Whether a symbolic link lies there, which with a slash behind it is what it points to.
  var isSymbolicLink: Bool { status?.kind == .symlink }

  /// Whether it could be the name of an archive, in upper or lower case.
  var endsLikeArchive: Bool {
    let name = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last
    guard let name, name.count > 4 else { return false }
    return String(decoding: name.suffix(4), as: UTF8.self).lowercased() == ".aez"
  }

  /// The archive that packing this alone makes, in the current folder: `Photos.aez` of `Photos/`
  /// and `x.aez` of `x.png`; nil where it has no name, as `/` has none.
  var usualArchive: RawPath? {
    var name = lastPart[...]
    guard name.last != UInt8(ascii: "/") else { return nil }
    let isFolder = status(followingLinks: true)?.kind == .directory
    if !isFolder, let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex {
      name = name[..<dot]
    }
    return name.isEmpty ? nil : RawPath(Array(name) + Array(".aez".utf8))
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

/// A name or a shell pattern given on the command line.
struct RawPattern: ExpressibleByArgument, Sendable {
  let bytes: [UInt8]
  /// The library takes patterns as strings, in which `\xNN` stands for a byte that is not UTF-8.
  let text: String

  init(argument: String) {
    bytes = RawArguments.bytes(of: argument)
    text =
      String(validating: bytes, as: UTF8.self)
      ?? argument.unicodeScalars.map { scalar in
        let bytes = RawArguments.bytes(of: String(scalar))
        return bytes.count == 1 && !scalar.isASCII ? displayName(of: bytes) : String(scalar)
      }.joined()
  }

  /// The same as a path of the file system.
  var path: RawPath { RawPath(bytes) }
}

/// How names of entries are compared.
struct CaseOption: ParsableArguments {
  @Flag(help: "Match names whatever their case.")
  var ignoreCase = false
}
