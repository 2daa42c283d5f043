import CPlatform

/// A time as file systems store it: seconds since 1970 and nanoseconds within the second.
package struct FileTime: Hashable, Sendable {
  package var seconds: Int64
  /// At most 999 999 999; larger values are written to files as that.
  package var nanoseconds: UInt32

  package init(seconds: Int64, nanoseconds: UInt32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// Whether this moment comes before `other`.
  package func isEarlier(than other: FileTime) -> Bool {
    (seconds, nanoseconds) < (other.seconds, other.nanoseconds)
  }

  init(_ time: timespec) {
    self.init(
      seconds: Int64(time.tv_sec), nanoseconds: UInt32(truncatingIfNeeded: time.tv_nsec))
  }

  /// The limit keeps clear of UTIME_NOW and UTIME_OMIT, which are larger.
  var timespec: timespec {
    .init(tv_sec: time_t(seconds), tv_nsec: .init(min(nanoseconds, 999_999_999)))
  }
}

/// Identifies a file, whatever its names are.
package struct FileIdentity: Hashable, Sendable {
  package let device: UInt64
  package let inode: UInt64
}

/// The state of a file's content: if it is equal at two times, nobody wrote in between.
package struct FileStamp: Hashable, Sendable {
  package let identity: FileIdentity
  /// The size in bytes.
  package let size: Int
  /// The time of the last write to the content (mtime).
  package let modified: FileTime
  /// The time of the last change of content or metadata (ctime).
  package let changed: FileTime
}

/// The result of stat(2) for one name.
package struct FileStatus: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case directory, regular, symlink, pipe, socket, device
  }

  package let kind: Kind
  /// The twelve permission bits, `0o7777`.
  package let mode: UInt16
  package let stamp: FileStamp

  init(_ info: stat) {
    switch Int32(info.st_mode) & S_IFMT {
    case S_IFDIR: kind = .directory
    case S_IFREG: kind = .regular
    case S_IFLNK: kind = .symlink
    case S_IFIFO: kind = .pipe
    case S_IFSOCK: kind = .socket
    default: kind = .device
    }
    mode = UInt16(info.st_mode & 0o7777)
    #if os(macOS)
      let (modified, changed) = (info.st_mtimespec, info.st_ctimespec)
    #else
      let (modified, changed) = (info.st_mtim, info.st_ctim)
    #endif
    stamp = FileStamp(
      identity: FileIdentity(
        device: UInt64(truncatingIfNeeded: info.st_dev),
        inode: UInt64(truncatingIfNeeded: info.st_ino)),
      size: Int(info.st_size), modified: FileTime(modified), changed: FileTime(changed))
  }
}

extension FileTime {
  /// The local date and time to the minute, as `ls --time-style=long-iso` shows them.
  package var localDescription: String {
    var seconds = time_t(self.seconds)
    var parts = unsafe tm()
    guard unsafe localtime_r(&seconds, &parts) != nil else { return "\(seconds)" }
    let capacity = 64
    var text = [CChar](repeating: 0, count: capacity)
    let count = unsafe strftime(&text, capacity, "%Y-%m-%d %H:%M", &parts)
    return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
