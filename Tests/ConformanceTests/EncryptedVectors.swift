import Bytes
import Container
import Foundation
import Protection
import ReferenceDecoder
import Testing

/// Makes the archives of `encrypted/` and `encrypted-must-fail/`, which are never changed: see
/// `Formats/vectors/README.md`.
enum EncryptedVectors {
  static let passphrase = "na\u{EF}ve caf\u{E9} \u{1F511}"
  static let salt = (0..<32).map { UInt8(7 * $0 + 1) }

  typealias Valid = (
    name: String, passphrase: String, cost: ScryptCost, make: @Sendable () throws -> [UInt8]
  )

  static let valid: [Valid] = [
    ("standard-cost", "correct horse battery staple", .standard, { try archive("exact-files") }),
    (
      "cost-of-its-own", passphrase, ScryptCost(rounds: 6, blockSize: 3, lanes: 2),
      { try archive("photos-prior") }
    ),
    ("four-chunks", passphrase, cheap, letters),
    ("full-chunks", " ", cheap, fullChunks),
    ("signed-inside", passphrase, cheap, { try archive("signed") }),
  ]

  static let cheap = ScryptCost(rounds: 4, blockSize: 1, lanes: 1)

  private static func archive(_ name: String) throws -> [UInt8] {
    try VectorFolder.valid.read("\(name).aez")
  }

  static func encrypted(
    _ archive: [UInt8], _ passphrase: String = passphrase, _ cost: ScryptCost = cheap,
    salt: [UInt8] = salt
  ) throws -> [UInt8] {
    var sink = try EncryptingSink.begin(
      into: [UInt8](), passphrase: Passphrase(passphrase), cost: cost, salt: salt)
    try sink.append(archive)
    return try sink.finish()
  }

  /// An archive of two files that takes four chunks.
  private static func letters() throws -> [UInt8] {
    var state: UInt32 = 1
    func text() -> String {
      String(
        decoding: (0..<9000).map { _ in
          state = state &* 1_664_525 &+ 1_013_904_223
          return UInt8(0x21 + state >> 26)
        }, as: UTF8.self)
    }
    var raw = RawArchive()
    raw.parts = [
      .block(RawBlock([.exact("a.txt", text())])), .block(RawBlock([.exact("b.txt", text())])),
    ]
    let bytes = try raw.bytes()
    try #require(bytes.count / 4096 == 3)
    return bytes
  }

  /// An archive of 8192 bytes, so that the last chunk is all padding.
  private static func fullChunks() throws -> [UInt8] {
    var raw = RawArchive()
    let type = try #require(SectionType("note"))
    raw.parts = [.block(RawBlock([.exact("a.txt", "first\n")])), .section(type, [])]
    for _ in 0..<4 {
      let count = try raw.bytes().count
      guard case .section(_, let payload) = raw.parts[1], count != 8192 else { break }
      raw.parts[1] = .section(
        type, Array(repeating: 7, count: payload.count + 8192 - count))
    }
    let bytes = try raw.bytes()
    try #require(bytes.count == 8192)
    return bytes
  }
}

/// The content of `NAME.json` beside a vector.
struct EncryptedManifest: Codable, Equatable {
  var passphrase: String
  /// For a valid vector: SHA-256 of the decrypted archive.
  var archive: String?
  /// For a vector that must fail: the message of aezip.
  var says: String?

  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [0x0A]
  }

  init(passphrase: String, archive: String? = nil, says: String? = nil) {
    (self.passphrase, self.archive, self.says) = (passphrase, archive, says)
  }

  init(json: [UInt8]) throws { self = try JSONDecoder().decode(Self.self, from: Data(json)) }
}

extension EncryptedVectors {
  typealias Broken = (name: String, passphrase: String, make: @Sendable () throws -> [UInt8])

  /// An encrypted archive of four chunks with a change.
  private static func changed(
    _ name: String, passphrase: String = passphrase,
    _ change: @escaping @Sendable (inout [UInt8]) throws -> Void
  ) -> Broken {
    (
      name, passphrase,
      {
        var file = try encrypted(letters())
        try change(&file)
        return file
      }
    )
  }

  /// The offsets of a chunk.
  private static func range(_ number: Int) -> Range<Int> {
    88 + 4112 * number..<88 + 4112 * (number + 1)
  }

  /// Both copies of the header with a change and valid checksums.
  private static func header(
    _ name: String, _ change: @escaping @Sendable (inout [UInt8]) -> Void
  ) -> Broken {
    changed(name) { file in
      var header = Array(file[..<88])
      change(&header)
      for (place, range) in [(12, 0..<12), (84, 16..<84)] {
        var writer = ByteWriter()
        writer.fixed(crc32(header[range]))
        header.replaceSubrange(place..<place + 4, with: writer.bytes)
      }
      file.replaceSubrange(..<88, with: header)
      file.replaceSubrange((file.count - 88)..., with: header)
    }
  }

  static let broken: [Broken] = [
    changed("wrong-passphrase", passphrase: "naive cafe") { _ in },
    changed("flipped-header") { $0[30] ^= 1 },
    changed("flipped-header-at-the-end") { $0[$0.count - 30] ^= 1 },
    changed("flipped-magic") { $0[2] ^= 1 },
    changed("mangled-crlf") { $0 = $0.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] } },
    changed("flipped-first-chunk") { $0[range(0).lowerBound + 5] ^= 1 },
    changed("flipped-chunk") { $0[range(1).upperBound - 1] ^= 1 },
    changed("flipped-last-chunk") { $0[$0.count - 100] ^= 1 },
    changed("chunks-swapped") {
      let chunk = Array($0[range(1)])
      $0.replaceSubrange(range(1), with: $0[range(2)])
      $0.replaceSubrange(range(2), with: chunk)
    },
    changed("chunk-left-out") { $0.removeSubrange(range(1)) },
    changed("chunk-of-another-file") {
      let other = try encrypted(letters(), salt: salt.reversed())
      $0.replaceSubrange(range(1), with: other[range(1)])
    },
    changed("last-chunk-left-out") { $0.removeSubrange($0.count - 88 - 4112..<$0.count - 88) },
    changed("truncated-at-a-chunk") { $0.removeSubrange(range(2).upperBound...) },
    changed("truncated-in-a-chunk") { $0.removeSubrange((range(2).lowerBound + 1000)...) },
    changed("truncated-header") { $0.removeSubrange(40...) },
    changed("truncated-before-its-end") { $0.removeLast(88) },
    changed("truncated-by-a-byte") { $0.removeLast() },
    changed("longer-by-a-byte") { $0.append(0) },
    changed("longer-by-a-chunk") { $0 += $0[range(1)] },
    changed("bytes-inserted") { $0.insert(contentsOf: [1, 2, 3], at: 5000) },
    changed("bytes-lost") { $0.removeSubrange(5000..<5100) },
    header("changed-on-purpose") { $0[25] ^= 1 },
    header("unknown-derivation") { $0[16] = 2 },
    header("rounds-of-a-terabyte") { ($0[17], $0[18]) = (29, 16) },
    header("rounds-beyond-the-limit") { ($0[17], $0[18]) = (22, 2) },
    header("rounds-of-one") { $0[17] = 0 },
    header("rounds-above-what-a-block-allows") { ($0[17], $0[18]) = (16, 1) },
    header("lanes-beyond-the-limit") { ($0[17], $0[18], $0[19]) = (17, 8, 200) },
    header("lanes-of-none") { $0[19] = 0 },
    header("block-of-none") { $0[18] = 0 },
    header("newer-major") { $0[8] = 2 },
    ("bad-padding", passphrase, { try oneChunk(Array(repeating: 0, count: 4096)) }),
    (
      "padding-of-another-byte", passphrase,
      { try oneChunk([1, 2, 3, 0x81] + Array(repeating: 0, count: 4092)) }
    ),
    ("no-archive-within", passphrase, { try encrypted(Array("no archive at all".utf8)) }),
    ("encrypted-twice", passphrase, { try encrypted(encrypted(archive("exact-files"))) }),
  ]

  /// A valid file of one chunk, whose content need not be padded.
  private static func oneChunk(_ chunk: [UInt8]) throws -> [UInt8] {
    let keys = try EncryptedFile(passphrase, salt: salt, logN: 4, r: 1, p: 1)
    let header = keys.header(salt: salt, logN: 4, r: 1, p: 1)
    return header + (try keys.sealed(chunk, 0, isLast: true)) + header
  }
}
