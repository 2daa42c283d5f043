import Bytes
import Files
import Protection

/// The output of an archive: memory, or a file that appears when it is complete.
final class ArchiveFile: ReadableByteSink {
  private let file: OutputFile?
  /// The appended bytes, if there is no file.
  private(set) var bytes: [UInt8] = []

  /// Writes to a file.
  ///
  /// - Parameter replacing: whether an existing file may be replaced
  init(path: [UInt8], replacing: Bool) throws(OutputError) {
    file = try OutputFile(path: path, replacing: replacing)
  }

  /// Writes to memory.
  init() { file = nil }

  /// The number of bytes appended so far.
  var count: Int { file?.count ?? bytes.count }

  /// The identity of the file; nil in memory.
  var identity: FileIdentity? { get throws(SystemError) { try file?.identity } }

  func append(_ new: [UInt8]) throws {
    if let file { try file.append(new) } else { bytes += new }
  }

  var isReadable: Bool { true }

  func read(at offset: Int, count: Int) throws -> [UInt8] {
    if let file {
      try file.read(at: offset, count: count)
    } else {
      try bytes.read(at: offset, count: count)
    }
  }

  /// Renames a complete file to its path.
  func commit() throws(OutputError) { try file?.commit() }

  /// Removes an incomplete file.
  func abandon() { file?.abandon() }
}

/// Writes an archive, encrypted if a passphrase is given.
struct ArchiveOutput: ReadableByteSink {
  private let file: ArchiveFile
  private var encrypting: EncryptingSink<ArchiveFile>?

  init(_ file: ArchiveFile, passphrase: String?) throws {
    self.file = file
    encrypting = try passphrase.map {
      try EncryptingSink.begin(into: file, passphrase: Passphrase($0))
    }
  }

  mutating func append(_ bytes: [UInt8]) throws {
    if encrypting == nil { return try file.append(bytes) }
    try encrypting?.append(bytes)
  }

  /// Damage to one encrypted byte damages a chunk: a damaged range grows by at most this many
  /// bytes.
  static let damageGrowth = 2 * 4112

  /// Encrypted output is not read back.
  var isReadable: Bool { encrypting == nil }

  func read(at offset: Int, count: Int) throws -> [UInt8] {
    try file.read(at: offset, count: count)
  }

  /// Writes the trailer of an encrypted archive.
  mutating func finish() throws {
    try encrypting?.finish()
  }
}
