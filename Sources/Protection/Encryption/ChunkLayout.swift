import Bytes

/// Where the chunks of a file lie, and how it ends.
struct ChunkLayout: Sendable {
  /// Chunks, of a damaged file as many as there seem to be.
  private(set) var chunks = 0
  /// How much further back the chunks behind some place lie than they should.
  private(set) var shift = 0
  /// The last chunk, opened, if it is there and intact.
  private(set) var last: [UInt8]?
  /// What is wrong with the file as a whole, and the bytes that are not what they should be.
  private(set) var flaw: (error: any Error, range: Range<Int>)?

  static let start = EncryptionHeader.byteCount
  /// Chunks lost up to which the others are found: 256 MiB. Trying so many numbers takes less than
  /// a second.
  private static let mostLost = 1 << 16

  /// The bytes of a chunk that lies where it should.
  static func range(_ number: Int) -> Range<Int> {
    let offset = start + number * ChunkCipher.sealedBytes
    return offset..<offset + ChunkCipher.sealedBytes
  }

  /// - Parameters:
  ///   - header: that of the file
  ///   - isLenient: whether to look for the number of a last chunk that lies far from its place
  init(
    of source: any ByteSource, header: [UInt8], cipher: ChunkCipher, isLenient: Bool
  ) throws {
    let count = source.count
    let copy = max(count - header.count, Self.start)
    let hasCopy = try source.read(at: copy, count: count - copy) == header
    let end = hasCopy ? copy : count
    let full = (end - Self.start) / ChunkCipher.sealedBytes
    let isEven = (end - Self.start) % ChunkCipher.sealedBytes == 0
    chunks = full
    func opened(_ number: Int, at offset: Int, isLast: Bool) throws -> [UInt8]? {
      let sealed = try source.read(at: offset, count: ChunkCipher.sealedBytes)
      return cipher.open(sealed[...], number: number, isLast: isLast)
    }
    if hasCopy, full > 0, isLenient || !isEven {
      // Whatever was lost or inserted, the last chunk lies before the end.
      let offset = end - ChunkCipher.sealedBytes
      let sealed = try source.read(at: offset, count: ChunkCipher.sealedBytes)
      let near = [full - 1, full]
      let far =
        isLenient ? Array(full + 1..<full + Self.mostLost) + Array(0..<full - 1).reversed() : []
      for number in near + far {
        guard let chunk = cipher.open(sealed[...], number: number, isLast: true) else { continue }
        (last, chunks, shift) = (chunk, number + 1, offset - Self.range(number).lowerBound)
        if shift != 0 { flaw = (EncryptionError.shifted(by: shift), end..<end) }
        return
      }
    }
    // The last chunk that is intact tells how the file ends.
    for number in stride(from: full - 1, through: 0, by: -1) {
      let range = Self.range(number)
      if let chunk = try opened(number, at: range.lowerBound, isLast: true) {
        (last, chunks) = (chunk, number + 1)
        flaw = try Self.flaw(behind: range.upperBound, of: source, header)
        return
      }
      guard try opened(number, at: range.lowerBound, isLast: false) != nil else { continue }
      let isCut = number == full - 1 || !(hasCopy || Self.isWhole(count))
      flaw =
        isCut
        ? (EncryptionError.endsEarly(at: end), end..<end)
        : (DamagedBytes(Self.range(full - 1)), Self.range(full - 1))
      return
    }
    flaw =
      full == 0
      ? (EncryptionError.endsEarly(at: end), end..<end)
      : (DamagedBytes(Self.start..<end), Self.start..<end)
  }

  /// Whether a file of `count` bytes may be whole.
  private static func isWhole(_ count: Int) -> Bool {
    (count - 2 * start) % ChunkCipher.sealedBytes == 0
  }

  /// What is wrong behind the last chunk, which ends at `offset`.
  private static func flaw(
    behind offset: Int, of source: any ByteSource, _ header: [UInt8]
  ) throws -> (any Error, Range<Int>)? {
    let rest = try source.read(at: offset, count: min(source.count - offset, header.count))
    let end = offset + rest.count
    guard rest == header else {
      return header.starts(with: rest)
        ? (EncryptionError.endsEarly(at: end), end..<end)
        : (EncryptionError.damagedCopy(offset: offset), offset..<end)
    }
    guard end < source.count else { return nil }
    return (
      EncryptionError.appended(offset: end, count: source.count - end), end..<source.count
    )
  }
}
