import Bytes

extension ArchiveRepair {
  /// zstd's level for bodies of blocks that are compressed again.
  private static let level = 12

  /// Writes the repaired archive.
  ///
  /// - Parameters:
  ///   - redundancy: parity to add. An intact archive is copied with the parity that it has; the
  ///     parity of a damaged one is not copied.
  ///   - progress: called with the number of bytes processed.
  ///   - signed: called at the end with whether the signature is kept, which is so if all bytes
  ///     that it covers are restored.
  /// - Throws: ``ArchiveError``, or the error of the sink.
  @discardableResult
  package func write<Sink: ByteSink>(
    into sink: Sink, redundancy: Redundancy? = nil, progress: (Int) -> Void = { _ in },
    signed: (Bool) -> Void = { _ in }
  ) throws -> Sink {
    guard !isIntact else {
      signed(signature != nil)
      return try copy(into: sink, progress)
    }
    let (sink, isSigned) = try write(
      into: sink, as: signedVersion() ?? reader.version, redundancy, progress)
    signed(isSigned)
    return sink
  }

  /// The version for which the signature is valid, if the damaged archive no longer states its
  /// version; else nil.
  private func signedVersion() throws -> FormatVersion? {
    guard !hasVersion, signature != nil else { return nil }
    let minors = FormatVersion.signed.minor...FormatVersion.current.minor
    return try minors.reversed().lazy.map {
      FormatVersion(major: FormatVersion.current.major, minor: $0)
    }
    .first { try write(into: NullSink(), as: $0).isSigned }
  }

  private func write<Sink: ByteSink>(
    into sink: Sink, as version: FormatVersion, _ redundancy: Redundancy? = nil,
    _ progress: (Int) -> Void = { _ in }
  ) throws -> (sink: Sink, isSigned: Bool) {
    var writer = try ArchiveWriter(
      into: sink, naming: models, version: version, redundancy: redundancy,
      signing: signature.map { .keeping($0) } ?? .none)
    for section in modelSections {
      try writer.append(model: try reader.source.payload(of: section))
    }
    var number = 0
    for section in reader.index.sections
    where section.type != .model && section.type != .signature {
      progress(section.offset)
      if section.type == .block {
        if let block = try block(number, section) { try writer.append(block) }
        number += 1
      } else if section.type != .parity {
        try writer.append(section.type, payload: try reader.source.payload(of: section))
      }
    }
    let sink = try writer.finish()
    return (sink, writer.isSigned)
  }

  /// The block as the repaired archive has it; nil if nothing of it is kept.
  private func block(_ number: Int, _ section: Section) throws(ArchiveError) -> CompressedBlock? {
    let location = reader.blocks[number]
    guard let kept = kept[number] else {
      let payload = try reader.source.payload(of: section)
      return CompressedBlock(
        payload: payload, checksum: crc32(payload[...]),
        entries: Array(reader.entries[location.entries]), sharedDigest: location.sharedDigest)
    }
    guard kept.contains(true) else { return nil }
    let old = try reader.readBlock(number)
    var block = Block()
    for index in old.entries.indices where kept[index] {
      block.append(
        old.entries[index], body: Array(old.body(at: index)), extras: Array(old.extras(at: index)))
    }
    if block.entries.contains(where: { $0.digest == .shared }) {
      block.sharedDigest = old.sharedDigest
    }
    return try block.compressed(bodyLevel: Self.level)
  }

  private func copy<Sink: ByteSink>(into sink: Sink, _ progress: (Int) -> Void) throws -> Sink {
    var (sink, offset) = (sink, 0)
    let source = reader.source
    while offset < source.count {
      let part = try source.bytes(at: offset, count: min(SourceWindow.size, source.count - offset))
      try sink.append(part)
      offset += part.count
      progress(offset)
    }
    return sink
  }
}

/// Discards an archive that is written only to see whether its signature is valid.
private struct NullSink: ByteSink {
  func append(_ bytes: [UInt8]) {}
}
