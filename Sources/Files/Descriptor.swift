import CPlatform

/// An open file, closed when its owner lets go.
package struct Descriptor: ~Copyable, Sendable {
  let number: Int32

  init(number: Int32) {
    self.number = number
  }

  deinit {
    if number >= 0 { _ = close(number) }
  }
}

/// The bytes the system calls take for a path: those of the path and a zero.
struct CPath {
  let bytes: [CChar]

  /// Throws `EINVAL` for a path that holds a zero, which the system would silently cut short.
  init(_ path: [UInt8], for operation: SystemError.Operation) throws(SystemError) {
    guard !path.contains(0) else { throw SystemError(operation, path, code: EINVAL) }
    bytes = path.map { CChar(bitPattern: $0) } + [0]
  }
}

/// The result of `call`, repeated while signals interrupt it; throws what `errno` says if it is -1.
@discardableResult
func attempt<Result: FixedWidthInteger>(
  _ operation: SystemError.Operation, _ path: [UInt8], _ call: () -> Result
) throws(SystemError) -> Result {
  while true {
    let result = call()
    guard result == -1 else { return result }
    let code = aez_errno()
    guard code == EINTR else { throw SystemError(operation, path, code: code) }
  }
}

/// The most one read or write asks for; some systems refuse 2 GiB and more.
private let largestTransfer = 1 << 30

extension Descriptor {
  /// Reads up to `buffer.count` bytes from `offset`; fewer only where the file ends.
  ///
  /// `path` is for the error.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int, path: [UInt8]
  ) throws(SystemError) -> Int {
    var done = 0
    while done < buffer.count {
      let part = unsafe UnsafeMutableRawBufferPointer(
        rebasing: buffer[done..<min(buffer.count, done + largestTransfer)])
      let count = try attempt(.read, path) {
        unsafe pread(number, part.baseAddress, part.count, off_t(offset + done))
      }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Writes all of `bytes` where the file's position is. `path` is for the error.
  package func write(_ bytes: [UInt8], path: [UInt8]) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      let count = try attempt(.write, path) {
        unsafe bytes.withUnsafeBytes { buffer in
          unsafe posixWrite(
            number, buffer.baseAddress.map { unsafe $0 + done },
            min(buffer.count - done, largestTransfer))
        }
      }
      done += count
    }
  }

  func status(path: [UInt8]) throws(SystemError) -> FileStatus {
    var info = stat()
    try attempt(.inspect, path) { unsafe fstat(number, &info) }
    return FileStatus(info)
  }

  /// Sets the permissions exactly, whatever the umask.
  func setMode(_ mode: UInt16, path: [UInt8]) throws(SystemError) {
    try attempt(.setMode, path) { fchmod(number, mode_t(mode)) }
  }

  /// Sets the time of last modification, and that of last access with it.
  func setTime(_ time: FileTime, path: [UInt8]) throws(SystemError) {
    let times = [time.timespec, time.timespec]
    try attempt(.setTime, path) { unsafe futimens(number, times) }
  }

  /// Brings what was written to the disk itself.
  func sync(path: [UInt8]) throws(SystemError) {
    #if os(macOS)
      // fsync leaves data in the drive's cache there; not all file systems know the stronger call.
      if aez_fcntl(number, F_FULLFSYNC, 0) == 0 { return }
    #endif
    try attempt(.sync, path) { fsync(number) }
  }

  /// Brings a directory's names to the disk, where the file system can do that.
  func syncDirectory(path: [UInt8]) throws(SystemError) {
    do {
      try sync(path: path)
    } catch {
      guard [EINVAL, ENOTSUP, ENOSYS].contains(error.code) else { throw error }
    }
  }
}

/// `write(2)`, which the method of that name hides.
private func posixWrite(_ number: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(number, bytes, count)
}
