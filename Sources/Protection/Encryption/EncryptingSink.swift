import Bytes

/// Encrypts the bytes appended to it and appends them to another sink.
///
///     var encrypting = try EncryptingSink.begin(into: file, passphrase: passphrase)
///     try encrypting.append(bytes)
///     try encrypting.finish()
///
/// The output differs each time, because each archive gets a new salt.
package struct EncryptingSink<Sink: ByteSink>: ByteSink {
  package private(set) var sink: Sink
  private let header: [UInt8]
  private let cipher: ChunkCipher
  /// Bytes that do not fill a chunk yet.
  private var rest: [UInt8] = []
  /// The number of chunks encrypted so far.
  private var number = 0

  private init(_ sink: Sink, _ header: EncryptionHeader, _ cipher: ChunkCipher) {
    (self.sink, self.header, self.cipher) = (sink, header.bytes, cipher)
  }

  /// Derives the keys, which takes the time that `cost` says, and writes the header.
  package static func begin(
    into sink: Sink, passphrase: Passphrase, cost: ScryptCost = .standard
  ) throws -> EncryptingSink {
    var random = SystemRandomNumberGenerator()
    let salt = (0..<EncryptionHeader.saltBytes).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    return try begin(into: sink, passphrase: passphrase, cost: cost, salt: salt)
  }

  /// Begins with a given salt. Only tests may do so: two archives of the same salt and passphrase
  /// reveal how they differ.
  ///
  /// - Parameter salt: 32 bytes.
  package static func begin(
    into sink: Sink, passphrase: Passphrase, cost: ScryptCost, salt: [UInt8]
  ) throws -> EncryptingSink {
    let keys = try EncryptionKeys.derive(from: passphrase, salt: salt, cost: cost)
    let header = EncryptionHeader(cost: cost, salt: salt, keys: keys)
    var encrypting = EncryptingSink(sink, header, keys.cipher)
    try encrypting.sink.append(encrypting.header)
    return encrypting
  }

  package mutating func append(_ bytes: [UInt8]) throws {
    var bytes = bytes[...]
    if !rest.isEmpty {
      let part = bytes.prefix(ChunkCipher.plainBytes - rest.count)
      rest += part
      bytes = bytes.dropFirst(part.count)
      guard rest.count == ChunkCipher.plainBytes else { return }
      try encrypt(rest[...])
      rest = []
    }
    while bytes.count >= ChunkCipher.plainBytes {
      try encrypt(bytes.prefix(ChunkCipher.plainBytes))
      bytes = bytes.dropFirst(ChunkCipher.plainBytes)
    }
    rest += bytes
  }

  /// Writes the last chunk and the copy of the header, and returns the sink.
  @discardableResult
  package mutating func finish() throws -> Sink {
    try encrypt(ChunkPadding.padded(rest)[...], isLast: true)
    try sink.append(header)
    return sink
  }

  private mutating func encrypt(_ chunk: ArraySlice<UInt8>, isLast: Bool = false) throws {
    try sink.append(cipher.encrypt(chunk, number: number, isLast: isLast))
    number += 1
  }
}

/// Pads the last chunk by method 2 of ISO/IEC 9797-1: a byte 0x80, then zeros.
enum ChunkPadding {
  private static let mark: UInt8 = 0x80

  /// - Parameter bytes: fewer bytes than a chunk has.
  static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [mark] + Array(repeating: 0, count: ChunkCipher.plainBytes - bytes.count - 1)
  }

  /// The number of bytes before the padding of a last chunk.
  static func count(of chunk: [UInt8]) throws(EncryptionError) -> Int {
    guard let end = chunk.lastIndex(where: { $0 != 0 }), chunk[end] == mark else {
      throw .badPadding
    }
    return end
  }
}
