import CPlatform

extension Directory {
  /// Makes a symbolic link; throws if something already has that name.
  package func createSymlink(named name: [UInt8], target: [UInt8]) throws(SystemError) {
    let path = try CPath(name, for: .createLink)
    let to = try CPath(target, for: .createLink)
    try attempt(.createLink, self.path.appending(name)) {
      unsafe symlinkat(to.bytes, number, path.bytes)
    }
  }

  /// Where the symbolic link called `name` points to.
  package func linkTarget(of name: [UInt8]) throws(SystemError) -> [UInt8] {
    let path = try CPath(name, for: .readLink)
    var capacity = 256
    while true {
      var target = [CChar](repeating: 0, count: capacity)
      let count = try attempt(.readLink, self.path.appending(name)) {
        unsafe readlinkat(number, path.bytes, &target, capacity)
      }
      // A full buffer may hold a target cut short.
      if count < capacity { return target[..<count].map { UInt8(bitPattern: $0) } }
      capacity *= 2
    }
  }

  /// Sets the time of last modification of the link itself, not of what it points to.
  package func setLinkTime(of name: [UInt8], _ time: FileTime) throws(SystemError) {
    let path = try CPath(name, for: .setTime)
    let times = [time.timespec, time.timespec]
    try attempt(.setTime, self.path.appending(name)) {
      unsafe utimensat(number, path.bytes, times, AT_SYMLINK_NOFOLLOW)
    }
  }
}
