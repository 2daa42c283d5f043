import CPlatform

extension Directory {
  /// The names in this directory but `.` and `..`, in no particular order.
  package func names() throws(SystemError) -> [[UInt8]] {
    // The stream closes its descriptor, so it gets its own.
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
