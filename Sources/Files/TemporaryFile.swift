/// A file that is written in its final directory: without a name if the system supports that, else
/// under a temporary one.
///
/// Unless it is published it is removed, at the latest with its last reference.
final class TemporaryFile {
  let directory: Directory
  let descriptor: Descriptor
  /// The final path, which errors name.
  let path: [UInt8]
  private let finalName: [UInt8]
  /// The temporary name; nil while the file has no name.
  private var name: [UInt8]?
  private var isPending = true
  /// The number of bytes appended so far.
  private(set) var count = 0
  private var buffer: [UInt8] = []
  private var failure: SystemError?

  /// The number of bytes gathered before they are written.
  private static let bufferSize = 1 << 18

  private init(
    _ descriptor: consuming Descriptor, name: [UInt8]?, for finalName: [UInt8],
    in directory: Directory
  ) {
    self.directory = directory
    self.descriptor = descriptor
    self.name = name
    self.finalName = finalName
    path = directory.path.appending(finalName)
  }

  /// Creates a file with the permissions that the umask leaves of `mode`.
  static func create(
    for finalName: [UInt8], in directory: Directory, mode: UInt16
  ) throws(SystemError) -> TemporaryFile {
    do throws(SystemError) {
      #if os(Linux)
        if let descriptor = try directory.createUnnamedFile(mode: mode) {
          return TemporaryFile(descriptor, name: nil, for: finalName, in: directory)
        }
      #endif
      let name = temporaryName(for: finalName)
      let descriptor = try PendingFiles.create(name, in: directory) { () throws(SystemError) in
        try directory.createFile(named: name, mode: mode)
      }
      return TemporaryFile(descriptor, name: name, for: finalName, in: directory)
    } catch {
      throw error.about(directory.path.appending(finalName))
    }
  }

  deinit {
    remove()
  }

  /// Appends; after a failure every later call throws the same error.
  func append(_ bytes: [UInt8]) throws(SystemError) {
    if let failure { throw failure }
    count += bytes.count
    if buffer.isEmpty && bytes.count >= Self.bufferSize { return try write(bytes) }
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Reads back `count` bytes from `offset`.
  func read(at offset: Int, count: Int) throws(InputError) -> [UInt8] {
    do throws(SystemError) {
      try flush()
    } catch {
      throw .system(error)
    }
    return try descriptor.read(at: offset, count: count, of: self.count, path: path)
  }

  /// Writes the gathered bytes.
  func flush() throws(SystemError) {
    try write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private func write(_ bytes: [UInt8]) throws(SystemError) {
    if let failure { throw failure }
    do {
      try descriptor.write(bytes, path: path)
    } catch {
      failure = error
      throw error
    }
  }

  /// Gives the file its final name; throws `EEXIST` if that is taken and `replacing` is false.
  func publish(replacing: Bool) throws(SystemError) {
    if let failure { throw failure }
    #if os(Linux)
      if name == nil, !replacing {
        try directory.link(descriptor, as: finalName)
        isPending = false
        return
      }
    #endif
    let name = try ownName()
    try directory.publish(name, as: finalName, replacing: replacing)
    isPending = false
    PendingFiles.forget(name, in: directory)
  }

  /// The temporary name. An unnamed file gets one here, because no system call replaces a file by
  /// an unnamed one.
  private func ownName() throws(SystemError) -> [UInt8] {
    if let name { return name }
    let new = temporaryName(for: finalName)
    #if os(Linux)
      do throws(SystemError) {
        try PendingFiles.create(new, in: directory) { () throws(SystemError) in
          try directory.link(descriptor, as: new)
        }
      } catch {
        throw error.about(path)
      }
    #endif
    name = new
    return new
  }

  /// Removes the file unless it was published.
  func remove() {
    guard isPending else { return }
    isPending = false
    guard let name else { return }
    try? directory.remove(name)
    PendingFiles.forget(name, in: directory)
  }
}

/// A random name that shows which file it is for: `.NAME.aezip-RANDOM.tmp`.
func temporaryName(for name: [UInt8]) -> [UInt8] {
  // Most file systems allow 255 bytes. The cut must not split a character.
  var end = min(name.count, 200)
  while end < name.count, end > 0, name[end] & 0xC0 == 0x80 { end -= 1 }
  let random = String(UInt64.random(in: .min ... .max), radix: 36)
  return Array(".".utf8) + name[..<end] + Array(".aezip-\(random).tmp".utf8)
}
