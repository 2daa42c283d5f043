import Aezip
import Files

/// A file to measure on.
struct Candidate: Sendable {
  let found: FoundFile
  /// The path relative to the folder it was found in.
  let name: [UInt8]

  /// Whether its name has the extension of a format that this program reads.
  var isNamedLikePicture: Bool {
    let name = String(decoding: name, as: UTF8.self).lowercased()
    return [".jpg", ".jpeg", ".png"].contains { name.hasSuffix($0) }
  }
}

/// The files below a path.
struct FoundFiles {
  let files: [Candidate]
  let problems: [Problem]

  /// - Parameter path: a file, a folder or a link to a folder
  static func walk(_ path: [UInt8]) throws -> FoundFiles {
    let status = try? Directory.current.status(of: path, followingLinks: true)
    let isFolder = status?.kind == .directory
    let walk = try FileWalk.walk([isFolder ? path + [UInt8(ascii: "/")] : path])
    let root = FileWalk.rootName(of: path)
    let files = walk.entries.filter { $0.kind == .regular }.map { file in
      let rest = file.archivePath.dropFirst(root.count).drop { $0 == UInt8(ascii: "/") }
      return Candidate(found: file, name: rest.isEmpty ? file.archivePath : Array(rest))
    }
    return FoundFiles(
      files: files,
      problems: walk.problems.map { Problem(message: "\($0)", kind: .system) })
  }
}
