import Bytes

/// Encrypts what is appended, and passes it on.
///
///     var encrypting = try EncryptingSink(into: file, passphrase: passphrase)
///     try encrypting.append(bytes)
///     try encrypting.finish()
///
/// The same bytes never come out twice: each time there is a new salt.
package struct EncryptingSink<Sink: ByteSink>: ByteSink {
  package private(set) var sink: Sink
  private let header: [UInt8]
  private let cipher: ChunkCipher
  /// What does not fill a chunk yet.
  private var rest: [UInt8] = []
  /// Chunks sealed.
  private var number = 0

  /// Derives the keys, which takes a moment, and writes the header.
  package init(into sink: Sink, passphrase: Passphrase, cost: ScryptCost = .standard) throws {
    var random = SystemRandomNumberGenerator()
    let salt = (0..<EncryptionHeader.saltBytes).map { _ in UInt8.random(in: 0...255, using: &random)
    }
    try self.init(into: sink, passphrase: passphrase, cost: cost, salt: salt)
  }

  /// For tests alone: a salt that occurs twice gives away what two archives differ in.
  ///
  /// - Parameter salt: 32 bytes
  package init(
    into sink: Sink, passphrase: Passphrase, cost: ScryptCost, salt: [UInt8]
  ) throws {
    let keys = try EncryptionKeys(passphrase, salt: salt, cost: cost)
    self.sink = sink
    cipher = keys.cipher
    header = EncryptionHeader(cost: cost, salt: salt, keys: keys).bytes
    try self.sink.append(header)
  }

  package mutating func append(_ bytes: [UInt8]) throws {
    var bytes = bytes[...]
    if !rest.isEmpty {
      let part = bytes.prefix(ChunkCipher.plainBytes - rest.count)
      rest += part
      bytes = bytes.dropFirst(part.count)
      guard rest.count == ChunkCipher.plainBytes else { return }
      try seal(rest[...])
      rest = []
    }
    while bytes.count >= ChunkCipher.plainBytes {
      try seal(bytes.prefix(ChunkCipher.plainBytes))
      bytes = bytes.dropFirst(ChunkCipher.plainBytes)
    }
    rest += bytes
  }

  /// Writes the last chunk and the header's copy, and gives back the sink.
  @discardableResult
  package mutating func finish() throws -> Sink {
    try seal(ChunkPadding.padded(rest)[...], isLast: true)
    try sink.append(header)
    return sink
  }

  private mutating func seal(_ chunk: ArraySlice<UInt8>, isLast: Bool = false) throws {
    try sink.append(cipher.seal(chunk, number: number, isLast: isLast))
    number += 1
  }
}

/// The last chunk is filled up as ISO/IEC 9797-1, method 2 has it: a byte of 80 hexadecimal, and
/// zeros.
enum ChunkPadding {
  private static let mark: UInt8 = 0x80

  /// - Parameter bytes: fewer than fill a chunk
  static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [mark] + Array(repeating: 0, count: ChunkCipher.plainBytes - bytes.count - 1)
  }

  /// Bytes of a last chunk before its padding.
  static func count(of chunk: [UInt8]) throws(EncryptionError) -> Int {
    guard let end = chunk.lastIndex(where: { $0 != 0 }), chunk[end] == mark else {
      throw .badPadding
    }
    return end
  }
}
