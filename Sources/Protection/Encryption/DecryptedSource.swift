import Bytes
import Synchronization

/// What an encrypted archive holds, decrypted where it is read; by any number of threads at once.
package final class DecryptedSource: ByteSource {
  /// Bytes that are not what was written.
  package struct Damage: Sendable {
    /// Of the encrypted archive.
    package let range: Range<Int>
    package let reason: String
  }

  package let count: Int
  private let source: any ByteSource
  private let cipher: ChunkCipher
  private let layout: ChunkLayout
  private let isLenient: Bool
  private let found: Mutex<[Int: Damage]>
  /// Of the header, and of the file as a whole.
  private let wholeDamage: [Damage]

  /// Whether `source` is an encrypted archive, or was one before its header was damaged.
  package static func isEncrypted(_ source: any ByteSource) throws -> Bool {
    let count = min(EncryptionHeader.byteCount, source.count)
    return EncryptionHeader.isLikely(
      start: try source.read(at: 0, count: count),
      end: try source.read(at: source.count - count, count: count))
  }

  /// Opens an encrypted archive, of which the first bytes, the last ones and the last chunk are read.
  ///
  /// - Parameters:
  ///   - isLenient: whether to open what is damaged as well: of a chunk that is not what was written
  ///     come zeros, and ``damage`` tells of it
  ///   - passphrase: called if the header can be read
  /// - Throws: ``EncryptionError``, ``DamagedBytes`` for a last chunk that is not what was written,
  ///   and whatever `source` and `passphrase` throw
  package init(
    opening source: any ByteSource, isLenient: Bool = false,
    passphrase: () throws -> Passphrase
  ) throws {
    let (header, damage) = try Self.header(of: source, isLenient: isLenient)
    let cipher = try header.keys(passphrase()).cipher
    let layout = try ChunkLayout(
      of: source, header: header.bytes, cipher: cipher, isLenient: isLenient)
    if let flaw = layout.flaw, !isLenient { throw flaw.error }
    let before = max(layout.chunks - 1, 0) * ChunkCipher.plainBytes
    count =
      try layout.last.map { before + (try ChunkPadding.count(of: $0)) }
      ?? layout.chunks * ChunkCipher.plainBytes
    (self.source, self.cipher, self.layout, self.isLenient) = (source, cipher, layout, isLenient)
    wholeDamage =
      damage
      + (layout.flaw.map { error, range in
        [Damage(range: range, reason: (error as? EncryptionError)?.flaw ?? "\(error)")]
      } ?? [])
    found = Mutex([:])
  }

  /// What has been found damaged so far, in order; only a lenient source goes on.
  package var damage: [Damage] {
    let known = Set(wholeDamage.map(\.range))
    let chunks = found.withLock { $0.values.filter { !known.contains($0.range) } }
    return (wholeDamage + chunks).sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  /// The header, of a damaged file from its end, and what is wrong with the first one.
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
  /// - Throws: ``DamagedBytes`` for bytes that are not what was written, whatever the encrypted
  ///   source throws, and ``BytesError`` where the archive ends before
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
    // A run at a time, as a block of an archive may have thousands of chunks.
    for start in stride(from: first, through: numbers.upperBound, by: Self.run) {
      for (number, chunk) in try chunks(start...min(start + Self.run - 1, numbers.upperBound)) {
        let place = number * size
        bytes += chunk[max(offset - place, 0)..<min(offset + count - place, size)]
      }
    }
    return bytes
  }

  /// Chunks read at a time: a megabyte.
  private static let run = 256

  private func chunks(_ numbers: ClosedRange<Int>) throws -> [(Int, [UInt8])] {
    let start = ChunkLayout.range(numbers.lowerBound).lowerBound
    let end = ChunkLayout.range(numbers.upperBound).upperBound
    let sealed = try source.read(
      at: min(start, source.count), count: max(min(end, source.count) - start, 0))
    return try numbers.map { number in
      let first = (number - numbers.lowerBound) * ChunkCipher.sealedBytes
      let last = min(first + ChunkCipher.sealedBytes, sealed.count)
      let isLast = layout.last != nil && number == layout.chunks - 1
      if first < last, let chunk = cipher.open(sealed[first..<last], number: number, isLast: isLast)
      {
        return (number, chunk)
      }
      return (number, try rescued(number, isLast: isLast))
    }
  }

  /// A chunk that is not where, or not what, it should be.
  private func rescued(_ number: Int, isLast: Bool) throws -> [UInt8] {
    let range = ChunkLayout.range(number)
    guard isLenient else { throw DamagedBytes(range) }
    let place = range.lowerBound + layout.shift
    if layout.shift != 0, place >= 0, place <= source.count - ChunkCipher.sealedBytes,
      let chunk = cipher.open(
        try source.read(at: place, count: ChunkCipher.sealedBytes)[...], number: number,
        isLast: isLast)
    {
      return chunk
    }
    found.withLock { $0[number] = Damage(range: range, reason: "\(DamagedBytes(range))") }
    return Array(repeating: 0, count: ChunkCipher.plainBytes)
  }
}
