import Bytes

/// Where the chunks of an encrypted archive lie, and how it ends.
struct ChunkLayout: Sendable {
  /// The number of chunks; an estimate if the file is damaged.
  private(set) var chunks = 0
  /// How many bytes further back than expected the chunks behind some offset lie.
  private(set) var shift = 0
  /// The content of the last chunk, if that is intact.
  private(set) var last: [UInt8]?
  /// The damage of the file as a whole, and the bytes that it affects.
  private(set) var flaw: (error: any Error, range: Range<Int>)?

  static let start = EncryptionHeader.byteCount
  /// The largest number of lost chunks (256 MiB) despite which the others are found. Trying all
  /// numbers takes less than a second.
  private static let mostLost = 1 << 16

  /// The range of a chunk in a file that is not damaged.
  static func range(_ number: Int) -> Range<Int> {
    let offset = start + number * ChunkCipher.encryptedBytes
    return offset..<offset + ChunkCipher.encryptedBytes
  }

  private init() {}

  /// Finds the last chunk, and with it the layout.
  ///
  /// - Parameters:
  ///   - header: the bytes of the file's header.
  ///   - isLenient: whether to search for the number of a last chunk that is far from its offset.
  static func find(
    in source: any ByteSource, header: [UInt8], cipher: ChunkCipher, isLenient: Bool
  ) throws -> ChunkLayout {
    var layout = ChunkLayout()
    try layout.find(in: source, header, cipher, isLenient: isLenient)
    return layout
  }

  private mutating func find(
    in source: any ByteSource, _ header: [UInt8], _ cipher: ChunkCipher, isLenient: Bool
  ) throws {
    let count = source.count
    let copy = max(count - header.count, Self.start)
    let hasCopy = try source.read(at: copy, count: count - copy) == header
    let end = hasCopy ? copy : count
    let full = (end - Self.start) / ChunkCipher.encryptedBytes
    let isEven = (end - Self.start) % ChunkCipher.encryptedBytes == 0
    chunks = full
    func decrypted(_ number: Int, at offset: Int, isLast: Bool) throws -> [UInt8]? {
      let encrypted = try source.read(at: offset, count: ChunkCipher.encryptedBytes)
      return cipher.decrypt(encrypted[...], number: number, isLast: isLast)
    }
    if hasCopy, full > 0, isLenient || !isEven {
      // The last chunk lies before the end, whatever was lost or inserted before it.
      let offset = end - ChunkCipher.encryptedBytes
      let encrypted = try source.read(at: offset, count: ChunkCipher.encryptedBytes)
      let near = [full - 1, full]
      let far =
        isLenient ? Array(full + 1..<full + Self.mostLost) + Array(0..<full - 1).reversed() : []
      for number in near + far {
        guard let chunk = cipher.decrypt(encrypted[...], number: number, isLast: true) else {
          continue
        }
        (last, chunks, shift) = (chunk, number + 1, offset - Self.range(number).lowerBound)
        if shift != 0 { flaw = (EncryptionError.shifted(by: shift), end..<end) }
        return
      }
    }
    // The last intact chunk shows how the file ends.
    for number in stride(from: full - 1, through: 0, by: -1) {
      let range = Self.range(number)
      if let chunk = try decrypted(number, at: range.lowerBound, isLast: true) {
        (last, chunks) = (chunk, number + 1)
        flaw = try Self.flaw(behind: range.upperBound, of: source, header)
        return
      }
      guard try decrypted(number, at: range.lowerBound, isLast: false) != nil else { continue }
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

  /// Whether `count` bytes are the length of a complete file.
  private static func isWhole(_ count: Int) -> Bool {
    (count - 2 * start) % ChunkCipher.encryptedBytes == 0
  }

  /// The damage behind the last chunk, which ends at `offset`.
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
