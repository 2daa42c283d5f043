import Bytes
import Container
import Testing

/// Archives whose signature is malformed or of another archive.
extension MustFailVectors {
  /// - Parameter change: changes the archive, whose last part is the section of the signature
  private static func signed(
    _ name: String, _ change: @escaping @Sendable (inout RawArchive) throws -> Void
  ) -> Vector {
    (
      "signature-\(name)",
      {
        var raw = try RawArchive(VectorFolder.valid.read("signed.aez"))
        raw.version = .signed
        try change(&raw)
        return try raw.bytes()
      }
    )
  }

  /// An archive whose signature has another payload.
  private static func payload(
    _ name: String, _ change: @escaping @Sendable (inout [UInt8]) -> Void
  ) -> Vector {
    signed(name) { raw in
      guard case .section(.signature, var payload)? = raw.parts.popLast() else { return }
      change(&payload)
      raw.parts.append(.section(.signature, payload))
    }
  }

  static let signatures: [Vector] = [
    signed("of-other-content") {
      $0.change("in/a.txt") {
        $0.body = Array("signed Words\n".utf8)
        $0.entry.digest = .file(Digest(of: $0.body))
      }
    },
    signed("of-another-mode") { $0.change("in/b.txt") { $0.entry.mode = 0o644 } },
    signed("of-another-version") { $0.version = FormatVersion(major: 1, minor: 7) },
    signed("of-fewer-sections") {
      $0.parts.insert(.section(try #require(SectionType("note")), [1]), at: 0)
    },
    payload("flipped") { $0[60] ^= 1 },
    payload("by-another-key") { $0[5] ^= 1 },
    payload("too-short") { $0.removeLast() },
    payload("too-long") { $0.append(0) },
    signed("twice") { $0.parts.append($0.parts[$0.parts.count - 1]) },
  ]
}
