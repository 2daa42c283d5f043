import Bytes
import Files

/// Files, folders and links with the attributes that an archive stores. Paths are bytes.
struct FileTree {
  struct Node {
    let path: [UInt8]
    let content: Content
    var mode: UInt16 = 0o644
    var modified = FileTime(seconds: 1_000_000_000)
  }

  enum Content {
    case folder
    case link(target: [UInt8])
    case file([UInt8])
  }

  var nodes: [Node] = []

  mutating func add(
    _ path: String, _ content: Content, mode: UInt16 = 0o644, seconds: Int64 = 1_000_000_000,
    nanoseconds: UInt32 = 0
  ) {
    let time = FileTime(seconds: seconds, nanoseconds: nanoseconds)
    nodes.append(Node(path: Array(path.utf8), content: content, mode: mode, modified: time))
  }

  /// Writes everything below `folder`.
  func write(below folder: [UInt8]) throws {
    let root = try ExtractionRoot(path: folder)
    for node in nodes {
      switch node.content {
      case .folder:
        try root.createDirectory(node.path, mode: node.mode, modified: node.modified)
      case .link(let target):
        try root.createSymlink(
          node.path, target: target, modified: node.modified, overwrite: false)
      case .file(let bytes):
        try root.writeFile(
          node.path, mode: node.mode, modified: node.modified, overwrite: false
        ) { try $0.append(bytes) }
      }
    }
    try root.finish()
  }
}
