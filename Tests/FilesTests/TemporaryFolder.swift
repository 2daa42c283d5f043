import CPlatform
import Files
import Testing

/// A folder that is there for one test.
struct TemporaryFolder {
  let path: [UInt8]

  /// Calls `body` with a new folder and removes it afterwards, whatever is in it then.
  static func with(_ body: (TemporaryFolder) throws -> Void) throws {
    let folder = try TemporaryFolder()
    defer { try? folder.removeAll() }
    try body(folder)
  }

  init() throws {
    var template = Array("/tmp/aezip-test-XXXXXX".utf8CString)
    try #require(unsafe mkdtemp(&template) != nil)
    path = template.dropLast().map { UInt8(bitPattern: $0) }
  }

  func removeAll() throws {
    try Self.empty(Directory(path: path))
    try Directory.current.remove(path, directory: true)
  }

  private static func empty(_ directory: Directory) throws {
    try directory.setMetadata(mode: 0o700, modified: FileTime(seconds: 0))
    for name in try directory.names() {
      let isDirectory = try directory.status(of: name)?.kind == .directory
      if isDirectory { try empty(directory.directory(named: name)) }
      try directory.remove(name, directory: isDirectory)
    }
  }
}

extension TemporaryFolder {
  /// The path of what is called `name` in here.
  func callAsFunction(_ name: String) -> [UInt8] { self(Array(name.utf8)) }
  func callAsFunction(_ name: [UInt8]) -> [UInt8] { path + [0x2F] + name }

  /// The path with a zero behind it, for C.
  func cPath(_ name: String) -> [CChar] { cString(self(name)) }

  func makeFolder(_ name: String) throws {
    try #require(try Directory.current.makeDirectory(named: self(name), mode: 0o755))
  }

  func hardLink(_ name: String, to other: String) throws {
    try #require(unsafe linkat(AT_FDCWD, cPath(name), AT_FDCWD, cPath(other), 0) == 0)
  }

  func write(_ content: [UInt8], to name: String) throws {
    try write(content, to: Array(name.utf8))
  }

  func write(_ content: [UInt8], to name: [UInt8]) throws {
    let descriptor = try Directory.current.createFile(named: self(name), mode: 0o644)
    try descriptor.write(content, path: self(name))
  }

  func link(_ name: String, to target: String) throws {
    try Directory.current.createSymlink(named: self(name), target: Array(target.utf8))
  }

  func content(of name: String) throws -> [UInt8] {
    try InputFile(path: self(name)).readAll(limit: .max)
  }

  func status(of name: String) throws -> FileStatus? {
    try Directory.current.status(of: self(name))
  }

  func target(of name: String) throws -> String {
    try String(decoding: Directory.current.linkTarget(of: self(name)), as: UTF8.self)
  }

  func names(in name: String = ".") throws -> [String] {
    try Directory(path: self(name)).names().map { String(decoding: $0, as: UTF8.self) }.sorted()
  }
}

func cString(_ path: [UInt8]) -> [CChar] { path.map { CChar(bitPattern: $0) } + [0] }
