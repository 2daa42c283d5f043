import Container
import Files

/// Chooses paths of an archive by names and shell patterns as people give them.
///
/// What is given is read in the first of these ways in which it names anything:
/// 1. as a name, in which no byte has a meaning of its own;
/// 2. as a name as `aezip list` shows it, in which `\n`, `\r`, `\t`, `\\` and `\xNN` stand for
///    bytes;
/// 3. as a shell pattern (see `Glob`), in which `\xNN` stands for a byte.
///
/// In all of them a name without a slash is looked for at every depth, and a folder stands for all
/// that is in it.
package struct NameSelector: Sendable {
  private let globs: [Glob]
  private let ignoresCase: Bool
  private let selectsAll: Bool
  /// What was given and names nothing.
  package let unmatched: [String]

  /// - Parameters:
  ///   - names: names and patterns; all paths are chosen if there are none
  ///   - ignoringCase: whether upper and lower case letters are the same
  ///   - paths: all paths there are
  package init(
    _ names: [String], ignoringCase: Bool = false, among paths: some Sequence<[UInt8]>
  ) {
    ignoresCase = ignoringCase
    selectsAll = names.isEmpty
    let given = names.map { Self.readings(of: $0, ignoringCase: ignoringCase) }
    var best = given.map(\.count)
    for path in names.isEmpty ? [] : Array(paths) {
      let path = ignoringCase ? Self.folded(path) : path
      for (index, readings) in given.enumerated() {
        // A better reading than the best so far may still come.
        for rank in 0..<best[index] where readings[rank].covers(path) {
          best[index] = rank
          break
        }
      }
    }
    globs = zip(given, best).compactMap { $1 < $0.count ? $0[$1] : nil }
    unmatched = zip(names, zip(given, best)).compactMap { $1.1 == $1.0.count ? $0 : nil }
  }

  /// Whether `path`, or a folder it lies in, is chosen.
  package func covers(_ path: [UInt8]) -> Bool {
    if selectsAll { return true }
    let path = ignoresCase ? Self.folded(path) : path
    return globs.contains { $0.covers(path) }
  }

  private static func readings(of name: String, ignoringCase: Bool) -> [Glob] {
    func fold(_ bytes: [UInt8]) -> [UInt8] { ignoringCase ? folded(bytes) : bytes }
    let bytes = Array(name.utf8)
    let isPlain = bytes.allSatisfy { !special.contains($0) }
    guard !isPlain else { return [Glob(fold(bytes))] }
    return [
      Glob(literally(fold(bytes))), Glob(literally(fold(unescaped(bytes)))),
      Glob(fold(withBytes(bytes))),
    ]
  }

  private static let special = Set("*?[\\".utf8)

  /// A pattern in which all bytes stand for themselves.
  private static func literally(_ name: [UInt8]) -> [UInt8] {
    name.flatMap { special.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }
  }

  /// Undoes what `displayName` does to a path.
  private static func unescaped(_ text: [UInt8]) -> [UInt8] {
    let escapes: [UInt8: UInt8] = [
      UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
      UInt8(ascii: "\\"): 0x5C,
    ]
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\") {
        if let escaped = byteEscape(rest) {
          bytes.append(escaped)
          rest = rest.dropFirst(3)
          continue
        }
        if let next = rest.first, let escaped = escapes[next] {
          bytes.append(escaped)
          rest = rest.dropFirst()
          continue
        }
      }
      bytes.append(byte)
    }
    return bytes
  }

  /// A pattern with the bytes that its `\xNN` stand for.
  private static func withBytes(_ pattern: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = pattern[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      if let escaped = byteEscape(rest) {
        bytes += literally([escaped])
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
        if let next = rest.popFirst() { bytes.append(next) }
      }
    }
    return bytes
  }

  /// The byte of an `xNN` that `rest` begins with.
  private static func byteEscape(_ rest: ArraySlice<UInt8>) -> UInt8? {
    guard rest.count >= 3, rest.first == UInt8(ascii: "x") else { return nil }
    let digits = rest.dropFirst().prefix(2)
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  /// `bytes` in lower case; of those that are no UTF-8 the letters of ASCII only.
  private static func folded(_ bytes: [UInt8]) -> [UInt8] {
    if !bytes.allSatisfy({ $0 < 0x80 }), let text = String(validating: bytes, as: UTF8.self) {
      return Array(text.lowercased().utf8)
    }
    return bytes.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
  }
}

extension Archive {
  /// The path of the one file that a name or a pattern stands for; see ``NameSelector``.
  ///
  /// - Throws: ``AezipError/nothingMatches(_:)``, and ``EntryNameError`` unless it is one file
  package func path(
    ofFileNamed name: String, ignoringCase: Bool = false
  ) throws -> [UInt8] {
    let selector = NameSelector(
      [name], ignoringCase: ignoringCase, among: reader.entries.lazy.map(\.path))
    let found = reader.entries.filter { selector.covers($0.path) }
    guard let first = found.first else { throw AezipError.nothingMatches([name]) }
    if first.kind == .directory, found.allSatisfy({ $0.path.starts(with: first.path) }) {
      throw EntryNameError.folder(first.path)
    }
    let files = found.filter { $0.kind != .directory && $0.beginsFile }.map(\.path)
    guard files.count == 1 else { throw EntryNameError.several(name, files) }
    return files[0]
  }
}

/// Why a name does not stand for one file of an archive.
package enum EntryNameError: KindedError, Equatable {
  case folder([UInt8])
  case several(String, [[UInt8]])

  package var kind: ErrorKind { .misuse }
}

extension EntryNameError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .folder(let path): "\(displayName(of: path)): is a folder of the archive, not a file"
    case .several(let name, let paths):
      "\(name): stands for \(paths.count) files of the archive ("
        + paths.prefix(3).map { displayName(of: $0) }.joined(separator: ", ")
        + (paths.count > 3 ? ", …" : "") + "), where one is wanted"
    }
  }
}
