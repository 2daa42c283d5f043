import Bytes
import Container
import Testing

/// Archives whose packed model breaks the rules of `archive-1.md`.
extension MustFailVectors {
  /// - Parameter change: changes the bytes behind the digest
  private static func changed(
    _ name: String, _ change: @escaping @Sendable (inout [UInt8]) throws -> Void
  ) -> Vector {
    (
      "packed-model-\(name)",
      {
        var raw = try RawArchive(await ValidVectors.packedModel())
        guard case .section(.model, let payload) = raw.parts[0] else {
          throw VectorError.noModel
        }
        var packed = Array(payload.dropFirst(Digest.byteCount))
        try #require(packed[0] == 1)
        try change(&packed)
        raw.parts[0] = .section(.model, Array(payload.prefix(Digest.byteCount)) + packed)
        return try raw.bytes()
      }
    )
  }

  private enum VectorError: Error { case noModel }

  /// The location of the first matrix lies behind the marker and the number of matrices.
  static let packed: [Vector] = [
    changed("of-unknown-form") { $0[0] = 2 },
    changed("flipped-code") { $0[$0.count - 40] ^= 0x10 },
    changed("code-too-short") { $0.removeLast() },
    changed("code-too-long") { $0.append(0) },
    changed("no-code") { $0 = Array($0.prefix($0.count - 200)) },
    changed("huge-count") { $0.replaceSubrange(1..<2, with: [0xFF, 0xFF, 0x7F]) },
    changed("huge-gap") { $0.replaceSubrange(2..<3, with: [0xFF, 0xFF, 0xFF, 0x7F]) },
    changed("unknown-zero") { packed in
      // Behind the gap, size and columns of the first matrix.
      var place = 2
      for _ in 0..<3 {
        while packed[place] > 127 { place += 1 }
        place += 1
      }
      packed[place] = 2
    },
  ]
}
