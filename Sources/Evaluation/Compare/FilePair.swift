import Files

/// Two files to compare.
struct FilePair: Sendable {
  /// The name of both, or of the first.
  let name: [UInt8]
  let first: [UInt8]
  let second: [UInt8]
  /// Size of the first, in bytes.
  let byteCount: Int
  let origin: Origin

  enum Origin: Sendable {
    /// The user named them.
    case given
    /// They have the same name in two folders.
    case sameName
    /// They have the same name but for its extension, and no other file does.
    case sameStem
  }
}

/// The pairs of files in two folders.
struct FolderMatch {
  /// Sorted by name.
  private(set) var pairs: [FilePair] = []
  /// Files of either folder without counterpart in the other.
  private(set) var alone: [LoneFile] = []
  private(set) var problems: [FileProblem] = []

  struct LoneFile: Sendable {
    let path: [UInt8]
    /// The folder that has no counterpart.
    let folder: [UInt8]
  }

  /// Walks two folders and pairs their files. Links are not followed.
  static func find(
    _ first: [UInt8], _ second: [UInt8]
  ) throws(WalkError) -> FolderMatch {
    FolderMatch(try FolderFiles.walk(first), try FolderFiles.walk(second))
  }

  private init(_ one: FolderFiles, _ other: FolderFiles) {
    problems = one.problems + other.problems
    var left: [[UInt8]] = []
    for name in one.names {
      if other.sizes[name] != nil {
        pairs.append(one.pair(name, with: name, in: other, .sameName))
      } else {
        left.append(name)
      }
    }
    let right = other.names.filter { one.sizes[$0] == nil }
    matchStems(left, of: one, right, of: other)
    pairs.sort { $0.name.lexicographicallyPrecedes($1.name) }
  }

  private mutating func matchStems(
    _ left: [[UInt8]], of one: FolderFiles, _ right: [[UInt8]], of other: FolderFiles
  ) {
    let firsts = Dictionary(grouping: left, by: stem)
    let seconds = Dictionary(grouping: right, by: stem)
    for name in left {
      if firsts[stem(name)]?.count == 1, let match = seconds[stem(name)], match.count == 1 {
        pairs.append(one.pair(name, with: match[0], in: other, .sameStem))
      } else {
        alone.append(LoneFile(path: one.path(of: name), folder: other.folder))
      }
    }
    for name in right where firsts[stem(name)]?.count != 1 || seconds[stem(name)]?.count != 1 {
      alone.append(LoneFile(path: other.path(of: name), folder: one.folder))
    }
  }
}

/// The regular files below a folder.
private struct FolderFiles {
  let folder: [UInt8]
  /// Relative to the folder, sorted.
  let names: [[UInt8]]
  let sizes: [[UInt8]: Int]
  let problems: [FileProblem]
  private let prefix: [UInt8]

  static func walk(_ folder: [UInt8]) throws(WalkError) -> FolderFiles {
    // With the slash, a link to a folder is that folder.
    let prefix = folder.last == UInt8(ascii: "/") ? folder : folder + [UInt8(ascii: "/")]
    let walk = try FileWalk.walk([prefix])
    let files = walk.entries.filter { $0.kind == .regular }
      .map { (name: Array($0.systemPath.dropFirst(prefix.count)), size: $0.size) }
    return FolderFiles(
      folder: folder, names: files.map(\.name),
      sizes: Dictionary(files.map { ($0.name, $0.size) }) { $1 }, problems: walk.problems,
      prefix: prefix)
  }

  func path(of name: [UInt8]) -> [UInt8] { prefix + name }

  func pair(
    _ name: [UInt8], with match: [UInt8], in other: FolderFiles, _ origin: FilePair.Origin
  ) -> FilePair {
    FilePair(
      name: name, first: path(of: name), second: other.path(of: match),
      byteCount: sizes[name] ?? 0, origin: origin)
  }
}

/// A path without the extension of its last component; a leading dot begins no extension.
private func stem(_ path: [UInt8]) -> [UInt8] {
  let start = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
  guard let dot = path[start...].lastIndex(of: UInt8(ascii: ".")), dot > start else { return path }
  return Array(path[..<dot])
}
