import Bytes
import Protection

/// Encrypted archives for tests, at the least cost.
enum Samples {
  static let cheap = ScryptCost(rounds: 1, blockSize: 1, lanes: 1)

  /// The lengths of a chunk of content, of an encrypted chunk, and of the header.
  static let (plain, chunk, header) = (4096, 4112, 88)

  static func bytes(_ count: Int, seed: Int = 1) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: ($0 &* $0 &+ seed &* 31) &* 2_654_435_761 >> 13) }
  }

  static func encrypted(
    _ bytes: [UInt8], _ passphrase: String = "secret", salt: UInt8 = 7, parts: Int? = nil
  ) throws -> [UInt8] {
    var sink = try EncryptingSink.begin(
      into: [UInt8](), passphrase: Passphrase(passphrase), cost: cheap,
      salt: Array(repeating: salt, count: 32))
    let step = max(parts ?? bytes.count, 1)
    for start in stride(from: 0, to: bytes.count, by: step) {
      try sink.append(Array(bytes[start..<min(start + step, bytes.count)]))
    }
    return try sink.finish()
  }

  static func opened(
    _ file: [UInt8], _ passphrase: String = "secret", isLenient: Bool = false
  ) throws -> DecryptedSource {
    try DecryptedSource.open(file, isLenient: isLenient) { try Passphrase(passphrase) }
  }

  /// The bytes of chunk `number` in the file.
  static func range(_ number: Int) -> Range<Int> {
    header + number * chunk..<header + (number + 1) * chunk
  }
}
