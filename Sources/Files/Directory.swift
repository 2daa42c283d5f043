import CPlatform

/// An open directory. Names are looked up in it, wherever it is moved and whatever takes its name.
package final class Directory: Sendable {
  /// For messages and joining; empty for the current directory.
  package let path: [UInt8]
  private let descriptor: Descriptor

  private init(path: [UInt8], descriptor: consuming Descriptor) {
    self.path = path
    self.descriptor = descriptor
  }

  /// The current directory; absolute paths work from here, too.
  package static let current = Directory(path: [], descriptor: Descriptor(number: AT_FDCWD))

  /// Opens the directory called `path`; its last part may be a link only if links are followed.
  package convenience init(
    path: [UInt8], followingLinks: Bool = true
  ) throws(SystemError) {
    let last = followingLinks ? 0 : O_NOFOLLOW
    let opened = try Directory.current.open(
      path.isEmpty ? [0x2E] : path, flags: O_RDONLY | O_DIRECTORY | last, for: .open)
    self.init(path: path, descriptor: opened)
  }

  /// Opens a directory in this one; throws where `name` is a link or a file.
  package func directory(named name: [UInt8]) throws(SystemError) -> Directory {
    let opened = try open(name, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW, for: .open)
    return Directory(path: path.appending(name), descriptor: opened)
  }

  /// Makes a directory; false if something already has that name.
  package func makeDirectory(named name: [UInt8], mode: UInt16) throws(SystemError) -> Bool {
    do {
      let path = try CPath(name, for: .createDirectory)
      try attempt(.createDirectory, self.path.appending(name)) {
        unsafe mkdirat(descriptor.number, path.bytes, mode_t(mode))
      }
      return true
    } catch {
      guard error.isExisting else { throw error }
      return false
    }
  }

  /// Makes a file to write to and read back; throws if something already has that name. The umask applies.
  package func createFile(named name: [UInt8], mode: UInt16) throws(SystemError) -> Descriptor {
    try open(name, flags: O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode, for: .create)
  }

  /// Opens a file to read, without waiting for the other end should it be a pipe.
  package func openFile(
    named name: [UInt8], followingLinks: Bool
  ) throws(SystemError) -> Descriptor {
    let last = followingLinks ? 0 : O_NOFOLLOW
    return try open(name, flags: O_RDONLY | O_NONBLOCK | last, for: .open)
  }

  /// Opens an existing file to write to it.
  package func openFile(toWrite name: [UInt8]) throws(SystemError) -> Descriptor {
    try open(name, flags: O_WRONLY, for: .open)
  }

  /// Opens a file, or makes it, to write at its end; throws where `name` is a link.
  func openFile(toAppend name: [UInt8]) throws(SystemError) -> Descriptor {
    try open(
      name, flags: O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, mode: 0o666, for: .open)
  }

  func open(
    _ name: [UInt8], flags: Int32, mode: UInt16 = 0, for operation: SystemError.Operation
  ) throws(SystemError) -> Descriptor {
    let path = try CPath(name, for: operation)
    let number = try attempt(operation, self.path.appending(name)) {
      unsafe aez_openat(descriptor.number, path.bytes, flags | O_CLOEXEC, mode_t(mode))
    }
    return Descriptor(number: number)
  }

  /// What `name` is, or nil if there is nothing of that name.
  package func status(
    of name: [UInt8], followingLinks: Bool = false
  ) throws(SystemError) -> FileStatus? {
    let path = try CPath(name, for: .inspect)
    let flags = followingLinks ? 0 : AT_SYMLINK_NOFOLLOW
    var info = stat()
    do {
      try attempt(.inspect, self.path.appending(name)) {
        unsafe fstatat(descriptor.number, path.bytes, &info, flags)
      }
      return FileStatus(info)
    } catch {
      guard error.isMissing else { throw error }
      return nil
    }
  }

  package func remove(_ name: [UInt8], directory: Bool = false) throws(SystemError) {
    let path = try CPath(name, for: .remove)
    try attempt(.remove, self.path.appending(name)) {
      unsafe unlinkat(descriptor.number, path.bytes, directory ? AT_REMOVEDIR : 0)
    }
  }

  /// Sets the permissions, exactly, and the time of last modification of this directory.
  package func setMetadata(mode: UInt16, modified: FileTime) throws(SystemError) {
    try descriptor.setMode(mode, path: path)
    try descriptor.setTime(modified, path: path)
  }

  /// Brings the names in this directory to the disk.
  package func sync() throws(SystemError) {
    try descriptor.syncDirectory(path: path)
  }

  /// The descriptor's number, for the calls in other files of this type.
  var number: Int32 { descriptor.number }
}

extension [UInt8] {
  /// The path of `name` in the directory of this path; an empty path is the current directory.
  func appending(_ name: [UInt8]) -> [UInt8] {
    guard let last, name.first != 0x2F else { return name }
    return last == 0x2F ? self + name : self + [0x2F] + name
  }
}
