import CPlatform

/// A moment as file systems keep it: seconds since 1970 and nanoseconds within the second.
package struct FileTime: Hashable, Sendable {
  package var seconds: Int64
  /// At most 999 999 999; more counts as that when it is written to a file.
  package var nanoseconds: UInt32

  package init(seconds: Int64, nanoseconds: UInt32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  init(_ time: timespec) {
    self.init(
      seconds: Int64(time.tv_sec), nanoseconds: UInt32(truncatingIfNeeded: time.tv_nsec))
  }

  /// The limit matters: beyond it lie UTIME_NOW and UTIME_OMIT.
  var timespec: timespec {
    .init(tv_sec: time_t(seconds), tv_nsec: .init(min(nanoseconds, 999_999_999)))
  }
}

/// What tells one file from every other, whatever its names.
package struct FileIdentity: Hashable, Sendable {
  package let device: UInt64
  package let inode: UInt64
}

/// What changes when a file's content does; equal stamps mean that nobody wrote in between.
package struct FileStamp: Hashable, Sendable {
  package let identity: FileIdentity
  /// Bytes.
  package let size: Int
  /// When the content was last written.
  package let modified: FileTime
  /// When anything about the file last changed (ctime).
  package let changed: FileTime
}

/// What the file system says about one name.
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
