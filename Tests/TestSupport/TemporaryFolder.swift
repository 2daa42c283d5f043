import CPlatform
import Files

/// A folder that exists during one test.
package struct TemporaryFolder {
  package let path: [UInt8]

  /// Calls `body` with a new folder, and removes it with its content afterwards.
  package static func with(_ body: (TemporaryFolder) throws -> Void) throws {
    let folder = try TemporaryFolder()
    defer { try? folder.removeAll() }
    try body(folder)
  }

  package init() throws {
    var template = Array("/tmp/aezip-test-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw SystemError(.createDirectory, Array("/tmp".utf8), code: aez_errno())
    }
    path = template.dropLast().map { UInt8(bitPattern: $0) }
  }

  package func removeAll() throws {
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
  /// The path of `name` in the folder.
  package func callAsFunction(_ name: String) -> [UInt8] { self(Array(name.utf8)) }
  package func callAsFunction(_ name: [UInt8]) -> [UInt8] { path + [0x2F] + name }

  /// The path as a C string.
  package func cPath(_ name: String) -> [CChar] { cString(self(name)) }

  /// Creates a folder, and those above it that are missing.
  package func makeFolder(_ name: String) throws { try makeFolder(Array(name.utf8)) }

  private func makeFolder(_ name: [UInt8]) throws {
    let ends = name.indices.filter { name[$0] == 0x2F } + [name.count]
    for end in ends where end > 0 {
      _ = try Directory.current.makeDirectory(named: self(Array(name[..<end])), mode: 0o755)
    }
  }

  package func hardLink(_ name: String, to other: String) throws {
    guard unsafe linkat(AT_FDCWD, cPath(name), AT_FDCWD, cPath(other), 0) == 0 else {
      throw SystemError(.createLink, self(other), code: aez_errno())
    }
  }

  package func write(_ content: [UInt8], to name: String) throws {
    try write(content, to: Array(name.utf8))
  }

  /// Writes a file, replaces one of that name, and creates the folders above it.
  package func write(_ content: [UInt8], to name: [UInt8]) throws {
    if let slash = name.lastIndex(of: 0x2F) { try makeFolder(Array(name[..<slash])) }
    if try Directory.current.status(of: self(name)) != nil {
      try Directory.current.remove(self(name))
    }
    let descriptor = try Directory.current.createFile(named: self(name), mode: 0o644)
    try descriptor.write(content, path: self(name))
  }

  package func link(_ name: String, to target: String) throws {
    try Directory.current.createSymlink(named: self(name), target: Array(target.utf8))
  }

  package func content(of name: String) throws -> [UInt8] {
    try InputFile(path: self(name)).readAll(limit: .max)
  }

  package func status(of name: String) throws -> FileStatus? {
    try Directory.current.status(of: self(name))
  }

  package func target(of name: String) throws -> String {
    try String(decoding: Directory.current.linkTarget(of: self(name)), as: UTF8.self)
  }

  /// The names in a subfolder, sorted.
  package func names(in name: String = ".") throws -> [String] {
    try Directory(path: self(name)).names().map { String(decoding: $0, as: UTF8.self) }.sorted()
  }
}

package func cString(_ path: [UInt8]) -> [CChar] { path.map { CChar(bitPattern: $0) } + [0] }
