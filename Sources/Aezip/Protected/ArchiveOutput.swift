import Bytes
import Files
import Protection

/// The file an archive is written to, encrypted if a passphrase is given.
struct ArchiveOutput: ReadableByteSink {
  private let file: OutputFile
  private var encrypting: EncryptingSink<OutputFile>?

  init(_ file: OutputFile, passphrase: String?) throws {
    self.file = file
    encrypting = try passphrase.map {
      try EncryptingSink(into: file, passphrase: Passphrase($0))
    }
  }

  mutating func append(_ bytes: [UInt8]) throws {
    if encrypting == nil { return try file.append(bytes) }
    try encrypting?.append(bytes)
  }

  /// Damage to one byte of what is encrypted is damage to a chunk: a run grows by so much at most.
  static let damageGrowth = 2 * 4112

  /// What is encrypted is not read back.
  var isReadable: Bool { encrypting == nil }

  func read(at offset: Int, count: Int) throws -> [UInt8] {
    try file.read(at: offset, count: count)
  }

  /// Writes what stands behind an archive that is encrypted.
  mutating func finish() throws {
    try encrypting?.finish()
  }
}
