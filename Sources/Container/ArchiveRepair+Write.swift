import Bytes

extension ArchiveRepair {
  /// zstd's level for bodies of blocks that are compressed anew.
  private static let level = 12

  /// Writes the whole archive.
  ///
  /// - Parameters:
  ///   - redundancy: how much of it is to be healed outright, unless it is copied: parity of
  ///     another archive is none of it
  ///   - progress: called with the bytes gone over
  ///   - signed: called in the end with whether the signature is kept: it is if all that it covers
  ///     has come out as it was
  /// - Throws: ``ArchiveError``, or whatever the sink throws
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

  /// The version that the signature is of, where the archive no longer says which it has; nil where
  /// it does, or where the signature is of none.
  private func signedVersion() throws -> FormatVersion? {
    guard !hasVersion, signature != nil else { return nil }
    let minors = FormatVersion.signed.minor...FormatVersion.current.minor
    return try minors.reversed().lazy.map {
      FormatVersion(major: FormatVersion.current.major, minor: $0)
    }
    .first { try write(into: Nowhere(), as: $0).isSigned }
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

  /// The block as it goes into the whole archive, if anything of it does.
  private func block(_ number: Int, _ section: Section) throws(ArchiveError) -> CompressedBlock? {
    let place = reader.blocks[number]
    guard let kept = kept[number] else {
      let payload = try reader.source.payload(of: section)
      return CompressedBlock(
        payload: payload, checksum: crc32(payload[...]),
        entries: Array(reader.entries[place.entries]), sharedDigest: place.sharedDigest)
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
    return try block.seal(bodyLevel: Self.level)
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

/// A sink for what only its signature is wanted of.
private struct Nowhere: ByteSink {
  func append(_ bytes: [UInt8]) {}
}
