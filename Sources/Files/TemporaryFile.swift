/// A file being written where it will stay: without a name where the system has such files, else
/// under a temporary one.
///
/// It is removed unless it is published, at the latest with its last reference.
final class TemporaryFile {
  let directory: Directory
  let descriptor: Descriptor
  /// The final path, for messages.
  let path: [UInt8]
  private let finalName: [UInt8]
  /// The temporary name; nil as long as there is none.
  private var name: [UInt8]?
  private var isPending = true
  /// Bytes appended so far.
  private(set) var count = 0
  private var buffer: [UInt8] = []
  private var failure: SystemError?

  /// Bytes gathered before they are written.
  private static let bufferSize = 1 << 18

  /// Makes a file of at most the permissions `mode`; the umask applies.
  init(for finalName: [UInt8], in directory: Directory, mode: UInt16) throws(SystemError) {
    self.directory = directory
    self.finalName = finalName
    self.path = directory.path.appending(finalName)
    do throws(SystemError) {
      #if os(Linux)
        if let descriptor = try directory.createUnnamedFile(mode: mode) {
          self.descriptor = descriptor
          return
        }
      #endif
      let name = temporaryName(for: finalName)
      self.descriptor = try PendingFiles.create(name, in: directory) { () throws(SystemError) in
        try directory.createFile(named: name, mode: mode)
      }
      self.name = name
    } catch {
      throw error.about(path)
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

  /// `count` of the bytes appended so far, from `offset`.
  func read(at offset: Int, count: Int) throws(InputError) -> [UInt8] {
    do throws(SystemError) {
      try flush()
    } catch {
      throw .system(error)
    }
    return try descriptor.read(at: offset, count: count, of: self.count, path: path)
  }

  /// Writes what was gathered.
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

  /// Gives the file its final name. Throws `EEXIST` if that is taken and not to be replaced.
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

  /// The temporary name, which an unnamed file gets now: no system call puts one in the place of
  /// another file.
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

/// `.NAME.aezip-RANDOM.tmp`, a name that nothing is likely to have, in which `name` can be told.
func temporaryName(for name: [UInt8]) -> [UInt8] {
  // 255 bytes are what most file systems allow; the cut must not split a character.
  var end = min(name.count, 200)
  while end < name.count, end > 0, name[end] & 0xC0 == 0x80 { end -= 1 }
  let random = String(UInt64.random(in: .min ... .max), radix: 36)
  return Array(".".utf8) + name[..<end] + Array(".aezip-\(random).tmp".utf8)
}
