import Bytes

/// The first 16 bytes of an archive, whose layout is the same in every version.
package struct ArchivePreamble: Hashable, Sendable {
  package let version: FormatVersion

  package init(version: FormatVersion = .first) {
    self.version = version
  }

  /// As in PNG, a byte above 127, a name, both kinds of newline and the DOS end-of-file character
  /// reveal a copy in text mode.
  package static let magic: [UInt8] = [0x89, 0x41, 0x45, 0x5A, 0x0D, 0x0A, 0x1A, 0x0A]

  package static let byteCount = 16

  package var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.magic)
    writer.fixed(version.major)
    writer.fixed(version.minor)
    writer.fixed(crc32(writer.bytes[...]))
    return writer.bytes
  }

  /// Parses the first bytes of a file, 16 or as many as it has.
  ///
  /// - Throws: ``ArchiveError``, which distinguishes files of other kinds, archives changed by a
  ///   copy in text mode, truncated archives and those of a newer version.
  package init(parsing bytes: [UInt8]) throws(ArchiveError) {
    guard bytes.starts(with: Self.magic) else { throw Self.explain(bytes) }
    guard bytes.count >= Self.byteCount else { throw .endsEarly(at: bytes.count) }
    var reader = ByteReader(bytes[8..<Self.byteCount])
    let fields: (UInt16, UInt16, UInt32)
    do {
      fields = (try reader.fixed(), try reader.fixed(), try reader.fixed())
    } catch {
      throw .endsEarly(at: bytes.count)
    }
    let found = crc32(bytes[..<12])
    guard found == fields.2 else {
      throw .preambleChecksum(declared: fields.2, found: found)
    }
    version = FormatVersion(major: fields.0, minor: fields.1)
    guard version.major == FormatVersion.current.major else {
      throw .unsupportedVersion(version)
    }
  }

  /// The error for a file that starts with `start`.
  private static func explain(_ start: [UInt8]) -> ArchiveError {
    if !start.isEmpty, magic.starts(with: start) { return .endsEarly(at: start.count) }
    // The first byte unchanged, stripped to 7 bits, encoded as UTF-8, and replaced by U+FFFD.
    let firsts: [[UInt8]] = [[0x89], [0x09], [0xC2, 0x89], [0xEF, 0xBF, 0xBD]]
    let isMangled = firsts.contains { start.starts(with: $0 + magic[1..<4]) }
    return isMangled ? .mangledByTextCopy : .notAnArchive(start: Array(start.prefix(4)))
  }
}
