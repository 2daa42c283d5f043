import Files

/// Two files to be compared.
struct FilePair: Sendable {
  /// What both are called, or the first is.
  let name: [UInt8]
  let first: [UInt8]
  let second: [UInt8]
  /// Bytes of the first.
  let byteCount: Int
  let origin: Origin

  enum Origin: Sendable {
    /// The user named them.
    case given
    /// They have the same name in two folders.
    case sameName
    /// They have the same name but for its extension, and no other file has.
    case sameStem
  }
}

/// The files of two folders that belong together.
struct FolderMatch {
  /// Sorted by name.
  private(set) var pairs: [FilePair] = []
  /// Files of either folder without counterpart in the other.
  private(set) var alone: [LoneFile] = []
  private(set) var problems: [FileProblem] = []

  struct LoneFile: Sendable {
    let path: [UInt8]
    /// The folder that has nothing like it.
    let folder: [UInt8]
  }

  /// Links are left alone: what they lead to is found where it lies.
  init(_ first: [UInt8], _ second: [UInt8]) throws(WalkError) {
    let (one, other) = (try FolderFiles(first), try FolderFiles(second))
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
  private(set) var names: [[UInt8]] = []
  private(set) var sizes: [[UInt8]: Int] = [:]
  let problems: [FileProblem]
  private let prefix: [UInt8]

  init(_ folder: [UInt8]) throws(WalkError) {
    self.folder = folder
    // With the slash, a link to a folder is that folder.
    prefix = folder.last == UInt8(ascii: "/") ? folder : folder + [UInt8(ascii: "/")]
    let walk = try FileWalk.walk([prefix])
    problems = walk.problems
    for entry in walk.entries where entry.kind == .regular {
      let name = Array(entry.systemPath.dropFirst(prefix.count))
      names.append(name)
      sizes[name] = entry.size
    }
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

/// A path less the extension of its last part; a dot at that part's start begins none.
private func stem(_ path: [UInt8]) -> [UInt8] {
  let start = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
  guard let dot = path[start...].lastIndex(of: UInt8(ascii: ".")), dot > start else { return path }
  return Array(path[..<dot])
}
