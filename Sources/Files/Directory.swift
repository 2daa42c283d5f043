import CPlatform

/// An open directory, in which names are looked up even after it is moved or renamed.
package final class Directory: Sendable {
  /// The path for messages; empty for the current directory.
  package let path: [UInt8]
  private let descriptor: Descriptor

  private init(path: [UInt8], descriptor: consuming Descriptor) {
    self.path = path
    self.descriptor = descriptor
  }

  /// The current directory, which resolves absolute paths too.
  package static let current = Directory(path: [], descriptor: Descriptor(number: AT_FDCWD))

  /// Opens the directory at `path`.
  ///
  /// - Parameter followingLinks: whether the last component may be a symbolic link.
  package convenience init(
    path: [UInt8], followingLinks: Bool = true
  ) throws(SystemError) {
    let last = followingLinks ? 0 : O_NOFOLLOW
    let opened = try Directory.current.open(
      path.isEmpty ? [0x2E] : path, flags: O_RDONLY | O_DIRECTORY | last, for: .open)
    self.init(path: path, descriptor: opened)
  }

  /// Opens a subdirectory; throws if `name` is a symbolic link or a file.
  package func directory(named name: [UInt8]) throws(SystemError) -> Directory {
    let opened = try open(name, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW, for: .open)
    return Directory(path: path.appending(name), descriptor: opened)
  }

  /// Creates a subdirectory; returns false if the name is taken.
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

  /// Creates a file for writing and reading, of the permissions that the umask leaves of `mode`;
  /// throws if the name is taken.
  package func createFile(named name: [UInt8], mode: UInt16) throws(SystemError) -> Descriptor {
    try open(name, flags: O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode, for: .create)
  }

  /// Opens a file for reading; never waits for a writer if it is a pipe.
  package func openFile(
    named name: [UInt8], followingLinks: Bool
  ) throws(SystemError) -> Descriptor {
    let last = followingLinks ? 0 : O_NOFOLLOW
    return try open(name, flags: O_RDONLY | O_NONBLOCK | last, for: .open)
  }

  /// Opens an existing file for writing.
  package func openFile(toWrite name: [UInt8]) throws(SystemError) -> Descriptor {
    try open(name, flags: O_WRONLY, for: .open)
  }

  /// Opens or creates a file for appending; throws if `name` is a symbolic link.
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

  /// The status of `name`, or nil if it does not exist.
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

  /// Sets the permissions and the time of last modification of this directory.
  package func setMetadata(mode: UInt16, modified: FileTime) throws(SystemError) {
    try descriptor.setMode(mode, path: path)
    try descriptor.setTime(modified, path: path)
  }

  /// Flushes the names in this directory to the disk.
  package func sync() throws(SystemError) {
    try descriptor.syncDirectory(path: path)
  }

  /// The number of the descriptor.
  var number: Int32 { descriptor.number }
}

extension [UInt8] {
  /// The path of `name` in the directory at this path, which is the current one if it is empty.
  func appending(_ name: [UInt8]) -> [UInt8] {
    guard let last, name.first != 0x2F else { return name }
    return last == 0x2F ? self + name : self + [0x2F] + name
  }
}

extension Directory {
  /// Creates a symbolic link; throws if the name is taken.
  package func createSymlink(named name: [UInt8], target: [UInt8]) throws(SystemError) {
    let path = try CPath(name, for: .createLink)
    let to = try CPath(target, for: .createLink)
    try attempt(.createLink, self.path.appending(name)) {
      unsafe symlinkat(to.bytes, number, path.bytes)
    }
  }

  /// The target of the symbolic link `name`.
  package func linkTarget(of name: [UInt8]) throws(SystemError) -> [UInt8] {
    let path = try CPath(name, for: .readLink)
    var capacity = 256
    while true {
      var target = [CChar](repeating: 0, count: capacity)
      let count = try attempt(.readLink, self.path.appending(name)) {
        unsafe readlinkat(number, path.bytes, &target, capacity)
      }
      // readlinkat cuts a target that is longer than the buffer.
      if count < capacity { return target[..<count].map { UInt8(bitPattern: $0) } }
      capacity *= 2
    }
  }

  /// Sets the time of last modification of the link itself, not of its target.
  package func setLinkTime(of name: [UInt8], _ time: FileTime) throws(SystemError) {
    let path = try CPath(name, for: .setTime)
    let times = [time.timespec, time.timespec]
    try attempt(.setTime, self.path.appending(name)) {
      unsafe utimensat(number, path.bytes, times, AT_SYMLINK_NOFOLLOW)
    }
  }
}

extension Directory {
  /// The names in this directory except `.` and `..`, in no particular order.
  package func names() throws(SystemError) -> [[UInt8]] {
    // The stream closes its descriptor, so it gets one of its own.
    let copy = try attempt(.list, path) {
      unsafe aez_openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
    }
    guard let stream = unsafe fdopendir(copy) else {
      let code = aez_errno()
      _ = close(copy)
      throw SystemError(.list, path, code: code)
    }
    defer { unsafe closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      aez_set_errno(0)
      guard let entry = unsafe readdir(stream) else { break }
      let name = unsafe Directory.name(in: entry)
      if name != [0x2E] && name != [0x2E, 0x2E] { names.append(name) }
    }
    guard aez_errno() == 0 else { throw SystemError(.list, path, code: aez_errno()) }
    return names
  }

  /// The name in a directory entry, which may be longer than the array C declares for it.
  private static func name(in entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
    let start = unsafe (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: UInt8.self)
    return unsafe Array(UnsafeBufferPointer(start: start, count: strlen(start)))
  }
}
