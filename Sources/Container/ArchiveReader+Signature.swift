import Bytes
import Protection

extension ArchiveReader {
  /// The archive's signature, which is not verified; nil if it has none.
  ///
  /// - Throws: ``ArchiveError/unknownSignature(offset:)`` for a kind of a newer program, or another
  ///   ``ArchiveError`` for damage.
  package func signature() throws(ArchiveError) -> ArchiveSignature? {
    let sections = index.sections.filter { $0.type == .signature }
    guard let section = sections.first else { return nil }
    if let second = sections.dropFirst().first {
      throw .unexpectedSection(.signature, offset: second.offset)
    }
    let payload = try source.payload(of: section)
    guard payload.isEmpty || payload[0] == ArchiveSignature.ed25519 else {
      throw .unknownSignature(offset: section.offset)
    }
    do throws(BytesError) {
      return try ArchiveSignature(parsing: payload)
    } catch {
      throw .malformed(.signature, offset: section.offset, error)
    }
  }

  /// The digest of the bytes that a signature covers: all bytes except signature and parity
  /// sections.
  package func coveredDigest() throws(ArchiveError) -> Digest {
    var hasher = DigestHasher()
    var offset = 0
    for section in index.sections where [.signature, .parity].contains(section.type) {
      try update(&hasher, with: offset..<section.offset)
      offset = section.end
    }
    try update(&hasher, with: offset..<source.count)
    return hasher.finish()
  }

  private func update(_ hasher: inout DigestHasher, with range: Range<Int>) throws(ArchiveError) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let count = min(SourceWindow.size, range.upperBound - offset)
      hasher.update(try source.bytes(at: offset, count: count)[...])
      offset += count
    }
  }
}
