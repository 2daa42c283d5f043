import CPlatform

/// An open file descriptor, which is closed with its owner.
package struct Descriptor: ~Copyable, Sendable {
  let number: Int32

  init(number: Int32) {
    self.number = number
  }

  deinit {
    if number >= 0 { _ = close(number) }
  }
}

/// A path as a C string.
struct CPath {
  let bytes: [CChar]

  /// Throws `EINVAL` for a path with a zero byte, at which the system would silently cut it.
  init(_ path: [UInt8], for operation: SystemError.Operation) throws(SystemError) {
    guard !path.contains(0) else { throw SystemError(operation, path, code: EINVAL) }
    bytes = path.map { CChar(bitPattern: $0) } + [0]
  }
}

/// Calls `call` until no signal interrupts it, and returns its result; throws `errno` if that is
/// -1.
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

/// The most bytes of one read or write: some systems refuse 2 GiB and more.
private let largestTransfer = 1 << 30

extension Descriptor {
  /// Reads `buffer.count` bytes from `offset`, or fewer if the file ends before.
  ///
  /// - Parameter path: names the file in errors.
  /// - Returns: the number of bytes read.
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

  /// Writes all of `bytes` at the file's position; `path` names the file in errors.
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

  /// Sets the permissions; the umask does not apply.
  func setMode(_ mode: UInt16, path: [UInt8]) throws(SystemError) {
    try attempt(.setMode, path) { fchmod(number, mode_t(mode)) }
  }

  /// Sets the times of last modification and of last access.
  func setTime(_ time: FileTime, path: [UInt8]) throws(SystemError) {
    let times = [time.timespec, time.timespec]
    try attempt(.setTime, path) { unsafe futimens(number, times) }
  }

  /// Flushes the file's content to the disk.
  func sync(path: [UInt8]) throws(SystemError) {
    #if os(macOS)
      // On macOS fsync leaves data in the drive's cache; some file systems lack the stronger call.
      if aez_fcntl(number, F_FULLFSYNC, 0) == 0 { return }
    #endif
    try attempt(.sync, path) { fsync(number) }
  }

  /// Flushes a directory's names to the disk, if the file system supports that.
  func syncDirectory(path: [UInt8]) throws(SystemError) {
    do {
      try sync(path: path)
    } catch {
      guard [EINVAL, ENOTSUP, ENOSYS].contains(error.code) else { throw error }
    }
  }
}

/// Calls write(2), which the method `write` hides.
private func posixWrite(_ number: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(number, bytes, count)
}
