import Bytes
import Synchronization

/// The content of an encrypted archive, decrypted as it is read, by any number of threads.
package final class DecryptedSource: ByteSource {
  /// A damaged part of the encrypted archive.
  package struct Damage: Sendable {
    /// Offsets in the encrypted archive.
    package let range: Range<Int>
    package let reason: String
  }

  package let count: Int
  private let source: any ByteSource
  private let cipher: ChunkCipher
  private let layout: ChunkLayout
  private let isLenient: Bool
  private let found: Mutex<[Int: Damage]>
  /// Damage of the header and of the file as a whole.
  private let wholeDamage: [Damage]

  /// Whether `source` is an encrypted archive, even if its header is damaged.
  package static func isEncrypted(_ source: any ByteSource) throws -> Bool {
    let count = min(EncryptionHeader.byteCount, source.count)
    return EncryptionHeader.isLikely(
      start: try source.read(at: 0, count: count),
      end: try source.read(at: source.count - count, count: count))
  }

  /// Opens an encrypted archive: derives its key and reads its first bytes and its end.
  ///
  /// - Parameters:
  ///   - isLenient: whether to open a damaged archive too. Damaged chunks then read as zeros, and
  ///     ``damage`` lists them.
  ///   - passphrase: called once the header has been read.
  /// - Throws: ``EncryptionError``, ``DamagedBytes`` for a damaged last chunk, or the errors of
  ///   `source` and `passphrase`.
  package static func open(
    _ source: any ByteSource, isLenient: Bool = false, passphrase: () throws -> Passphrase
  ) throws -> DecryptedSource {
    let (header, damage) = try header(of: source, isLenient: isLenient)
    let cipher = try header.deriveKeys(passphrase()).cipher
    let layout = try ChunkLayout.find(
      in: source, header: header.bytes, cipher: cipher, isLenient: isLenient)
    if let flaw = layout.flaw, !isLenient { throw flaw.error }
    return try DecryptedSource(
      source, cipher: cipher, layout: layout, headerDamage: damage, isLenient: isLenient)
  }

  private init(
    _ source: any ByteSource, cipher: ChunkCipher, layout: ChunkLayout, headerDamage: [Damage],
    isLenient: Bool
  ) throws(EncryptionError) {
    let before = max(layout.chunks - 1, 0) * ChunkCipher.plainBytes
    if let last = layout.last {
      count = before + (try ChunkPadding.count(of: last))
    } else {
      count = layout.chunks * ChunkCipher.plainBytes
    }
    (self.source, self.cipher, self.layout, self.isLenient) = (source, cipher, layout, isLenient)
    wholeDamage =
      headerDamage
      + (layout.flaw.map { error, range in
        [Damage(range: range, reason: (error as? EncryptionError)?.flaw ?? "\(error)")]
      } ?? [])
    found = Mutex([:])
  }

  /// The damage found so far, in order. Only a lenient source has any.
  package var damage: [Damage] {
    let known = Set(wholeDamage.map(\.range))
    let chunks = found.withLock { $0.values.filter { !known.contains($0.range) } }
    return (wholeDamage + chunks).sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  /// The header, and its damage if a lenient source uses the copy at the end instead.
  private static func header(
    of source: any ByteSource, isLenient: Bool
  ) throws -> (EncryptionHeader, [Damage]) {
    let count = min(EncryptionHeader.byteCount, source.count)
    do {
      return (try EncryptionHeader(parsing: try source.read(at: 0, count: count)), [])
    } catch let error as EncryptionError {
      let offset = source.count - count
      let end = try source.read(at: offset, count: count)
      guard isLenient, offset > 0, let header = try? EncryptionHeader(parsing: end, at: offset)
      else { throw error }
      return (header, [Damage(range: 0..<count, reason: error.flaw)])
    }
  }

  /// `count` bytes from `offset`.
  ///
  /// - Throws: ``DamagedBytes`` for bytes that fail authentication, ``BytesError`` if the archive
  ///   ends before, or the errors of the encrypted source.
  package func read(at offset: Int, count: Int) throws -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      throw BytesError.truncated(offset: offset, needed: count, available: self.count - offset)
    }
    guard count > 0 else { return [] }
    let size = ChunkCipher.plainBytes
    let first = offset / size
    let numbers = first...(offset + count - 1) / size
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    // Reads many chunks at a time, because a block of an archive may have thousands.
    for start in stride(from: first, through: numbers.upperBound, by: Self.run) {
      for (number, chunk) in try chunks(start...min(start + Self.run - 1, numbers.upperBound)) {
        let start = number * size
        bytes += chunk[max(offset - start, 0)..<min(offset + count - start, size)]
      }
    }
    return bytes
  }

  /// The number of chunks read at a time: a megabyte.
  private static let run = 256

  private func chunks(_ numbers: ClosedRange<Int>) throws -> [(Int, [UInt8])] {
    let start = ChunkLayout.range(numbers.lowerBound).lowerBound
    let end = ChunkLayout.range(numbers.upperBound).upperBound
    let encrypted = try source.read(
      at: min(start, source.count), count: max(min(end, source.count) - start, 0))
    return try numbers.map { number in
      let first = (number - numbers.lowerBound) * ChunkCipher.encryptedBytes
      let last = min(first + ChunkCipher.encryptedBytes, encrypted.count)
      let isLast = layout.last != nil && number == layout.chunks - 1
      if first < last,
        let chunk = cipher.decrypt(encrypted[first..<last], number: number, isLast: isLast)
      {
        return (number, chunk)
      }
      return (number, try recovered(number, isLast: isLast))
    }
  }

  /// The content of a chunk that is not intact at its offset: it may be intact at a shifted one.
  private func recovered(_ number: Int, isLast: Bool) throws -> [UInt8] {
    let range = ChunkLayout.range(number)
    guard isLenient else { throw DamagedBytes(range) }
    let offset = range.lowerBound + layout.shift
    if layout.shift != 0, offset >= 0, offset <= source.count - ChunkCipher.encryptedBytes,
      let chunk = cipher.decrypt(
        try source.read(at: offset, count: ChunkCipher.encryptedBytes)[...], number: number,
        isLast: isLast)
    {
      return chunk
    }
    found.withLock { $0[number] = Damage(range: range, reason: "\(DamagedBytes(range))") }
    return Array(repeating: 0, count: ChunkCipher.plainBytes)
  }
}
