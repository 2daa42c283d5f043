import Bytes
import Protection

/// A model to be named in an archive, and perhaps to travel inside it.
package struct ArchiveModel: Hashable, Sendable {
  package let reference: ModelReference
  package let content: [UInt8]?
  /// The file as a section holds it.
  fileprivate let packed: [UInt8]?

  /// A model that readers have.
  package init(name: String, digest: Digest) {
    reference = ModelReference(digest: digest, name: name, isEmbedded: false)
    (content, packed) = (nil, nil)
  }

  /// A model whose file travels inside the archive.
  ///
  /// - Parameter matrices: what of the file are matrices of small integers, in order
  /// - Throws: ``ArchiveError`` for a file that is too large, or where zstd fails
  package init(
    name: String, content: [UInt8], matrices: [ByteMatrix] = []
  ) throws(ArchiveError) {
    try ArchivePart.modelFile.check(content.count, atMost: ArchiveLimit.modelFile)
    reference = ModelReference(digest: Digest(of: content), name: name, isEmbedded: true)
    self.content = content
    packed = try PackedModel.seal(content, matrices)
  }

  /// The earliest version of the format that has a place for it.
  package var version: FormatVersion {
    packed.map(PackedModel.isFrame) ?? true ? .first : .learned
  }
}

/// Writes an archive front to back.
///
///     var writer = try ArchiveWriter(into: sink, models: models)
///     for block in blocks { try writer.append(try block.seal(bodyLevel: 19)) }
///     try writer.finish()
///
/// With redundancy, parity of all that was written is made from time to time, and at last.
///
/// Its methods throw ``ArchiveError``, or whatever the sink throws.
package struct ArchiveWriter<Sink: ByteSink> {
  package private(set) var sink: Sink
  /// Bytes written so far.
  package private(set) var length = 0
  /// Whether what is finished has a signature.
  package private(set) var isSigned = false
  private var index = ArchiveIndex()
  private let redundancy: Redundancy?
  /// Where what has no parity yet begins, and its bytes if the sink does not give them back.
  private var spanBegin = 0
  private var span: [UInt8] = []
  private let signing: ArchiveSigning
  /// The digest so far of what a signature covers.
  private var covered = DigestHasher()

  /// Writes all that stands before the first block.
  ///
  /// - Parameters:
  ///   - version: the earliest that knows all that is to be written
  ///   - redundancy: how much is to be healed outright, should it be damaged. Nothing is read of a
  ///     sink that is no ``ReadableByteSink``: then up to 64 MiB are held in memory.
  package init(
    into sink: Sink, models: [ArchiveModel] = [], version: FormatVersion = .first,
    redundancy: Redundancy? = nil, signing: ArchiveSigning = .none
  ) throws {
    try self.init(
      into: sink, naming: models.map(\.reference), version: version, redundancy: redundancy,
      signing: signing)
    for model in models {
      guard let packed = model.packed else { continue }
      try append(model: model.reference.digest.bytes + packed)
    }
  }

  /// Writes all that stands before the models' files.
  init(
    into sink: Sink, naming models: [ModelReference], version: FormatVersion,
    redundancy: Redundancy?, signing: ArchiveSigning
  ) throws {
    self.sink = sink
    self.redundancy = redundancy
    self.signing = signing
    index.models = models
    try ArchivePart.models.check(models.count, atMost: ArchiveLimit.models)
    for model in models {
      try ArchivePart.modelName.check(model.name.utf8.count, atMost: ArchiveLimit.modelName)
    }
    try write(
      ArchivePreamble(
        version: redundancy == nil ? version : max(version, .redundancy)
      ).bytes)
    var head = ByteWriter()
    models.write(to: &head)
    try writeListed(.head, payload: head.bytes)
  }

  /// Writes the file of a model as a section holds it; before all blocks, in the order of the list.
  mutating func append(model payload: [UInt8]) throws {
    try writeListed(.model, payload: payload)
  }

  /// Writes a block; entries lie in an archive in the order of these calls.
  package mutating func append(_ block: CompressedBlock) throws {
    let first = index.entries.count
    try ArchivePart.pieces.check(first + block.entries.count, atMost: ArchiveLimit.pieces)
    index.entries.append(contentsOf: block.entries.map(\.listed))
    index.blocks.append(
      BlockPlace(
        offset: length, length: block.payload.count, entries: first..<index.entries.count,
        sharedDigest: block.sharedDigest))
    try writeListed(.block, payload: block.payload, checksum: block.checksum)
  }

  /// Writes a section of a type this version knows nothing of, for programs that do.
  package mutating func append(_ type: SectionType, payload: [UInt8]) throws {
    guard !type.isKnown else { throw ArchiveError.unexpectedSection(type, offset: length) }
    try ArchivePart.sectionPayload.check(payload.count, atMost: ArchiveLimit.sectionPayload)
    try writeListed(type, payload: payload)
  }

  /// Writes the signature, the index and the end, and gives back the sink.
  ///
  /// - Throws: also ``ArchiveError/unwritable(_:)`` if entries of different blocks contradict each
  ///   other.
  @discardableResult
  package mutating func finish() throws -> Sink {
    do {
      try EntrySequence.validate(index.entries, as: .archive, models: index.models.count)
    } catch {
      throw ArchiveError.unwritable(error)
    }
    guard try !finishSigned() else { return sink }
    try write(try ending(behind: []))
    return sink
  }

  /// Signs what was written and what is to come, if there is a signature for it; whether there is.
  private mutating func finishSigned() throws -> Bool {
    guard signing.mayHappen else { return false }
    let place = Section(type: .signature, offset: length, length: ArchiveSignature.byteCount)
    // It tells where the signature lies, and nothing of it.
    let ending = try ending(behind: [place])
    var covered = covered
    covered.update(ending.bytes[...])
    guard let signature = signing.signature(of: covered.finish()) else { return false }
    try write(.signature, payload: signature.payload)
    try write(ending)
    isSigned = true
    return true
  }

  /// What ends an archive.
  private struct Ending {
    /// Of what has no parity yet; it is written before the bytes.
    var parity: ParityGeometry?
    /// The sections of the index and of the end.
    let bytes: [UInt8]
  }

  private mutating func write(_ ending: Ending) throws {
    if let geometry = ending.parity { try writeParity(geometry, before: ending.bytes) }
    try write(ending.bytes)
  }

  /// The ending of what was written and of some sections that are to follow.
  ///
  /// The index lists the parity sections, whose lengths are those of a span that it is a part of
  /// itself: it gets some bytes more than it took.
  private func ending(behind sections: [Section]) throws -> Ending {
    var index = index
    index.sections += sections
    let offset = sections.last?.end ?? length
    var bytes = try Self.ending(of: index, at: offset)
    guard let redundancy else { return Ending(parity: nil, bytes: bytes) }
    let listed = index.sections
    var spare = 64
    while true {
      var geometry = ParityGeometry(
        begin: spanBegin, first: offset - spanBegin, second: bytes.count + spare,
        for: redundancy)
      index.sections = listed + geometry.sections
      bytes = try Self.ending(of: index, at: geometry.areaEnd)
      if bytes.count <= geometry.second {
        geometry.second = bytes.count
        return Ending(parity: geometry, bytes: bytes)
      }
      spare *= 2
    }
  }

  /// The sections of the index and of the end, the first of them at `offset`.
  private static func ending(of index: ArchiveIndex, at offset: Int) throws -> [UInt8] {
    let payload = try CheckedFrame.seal(try index.bytes())
    try ArchivePart.sectionPayload.check(payload.count, atMost: ArchiveLimit.sectionPayload)
    var bytes = Self.section(.index, payload, at: offset)
    let end = offset + bytes.count
    let tail = ArchiveTail(index: UInt64(offset), length: UInt64(end + ArchiveTail.byteCount))
    bytes += Self.section(.tail, tail.payload, at: end)
    return bytes
  }

  /// Writes a section that the index lists.
  private mutating func writeListed(
    _ type: SectionType, payload: [UInt8], checksum: UInt32? = nil
  ) throws {
    index.sections.append(Section(type: type, offset: length, length: payload.count))
    try write(type, payload: payload, checksum: checksum)
  }

  private mutating func write(
    _ type: SectionType, payload: [UInt8], checksum: UInt32? = nil
  ) throws {
    let isCovered = type != .parity && type != .signature
    try write(Self.header(type, payload, checksum).bytes(at: length), isCovered: isCovered)
    try write(payload, isCovered: isCovered)
    if let redundancy, isCovered, length - spanBegin >= spanBytes(redundancy) {
      try writeParity(
        ParityGeometry(begin: spanBegin, first: length - spanBegin, second: 0, for: redundancy))
    }
  }

  private static func section(
    _ type: SectionType, _ payload: [UInt8], at offset: Int
  ) -> [UInt8] {
    header(type, payload).bytes(at: offset) + payload
  }

  private static func header(
    _ type: SectionType, _ payload: [UInt8], _ checksum: UInt32? = nil
  ) -> SectionHeader {
    SectionHeader(
      type: type, length: payload.count, checksum: checksum ?? crc32(payload[...]))
  }

  /// - Parameter isCovered: whether a signature covers them
  private mutating func write(_ bytes: [UInt8], isCovered: Bool = true) throws {
    if signing.mayHappen, isCovered { covered.update(bytes[...]) }
    try sink.append(bytes)
    length += bytes.count
    if redundancy != nil, !isReadable { span += bytes }
  }
}

// Parity, which comes last before the index.
extension ArchiveWriter {
  private var isReadable: Bool { (sink as? any ReadableByteSink)?.isReadable ?? false }

  private func spanBytes(_ redundancy: Redundancy) -> Int {
    isReadable ? redundancy.spanBytes : min(redundancy.spanBytes, 1 << 26)
  }

  /// Writes the parity sections of a span.
  ///
  /// - Parameter ending: what of the span comes behind them
  private mutating func writeParity(
    _ geometry: ParityGeometry, before ending: [UInt8] = []
  ) throws {
    let maker = try ParityMaker(geometry) { range in
      if range.lowerBound >= geometry.areaEnd {
        let start = range.lowerBound - geometry.areaEnd
        return Array(ending[start..<start + range.count])
      }
      if let sink = sink as? any ReadableByteSink, sink.isReadable {
        return try sink.read(at: range.lowerBound, count: range.count)
      }
      return Array(span[range.lowerBound - spanBegin..<range.upperBound - spanBegin])
    }
    for number in 0..<ParityGeometry.sectionCount {
      try writeListed(.parity, payload: maker.payload(number))
    }
    spanBegin = length
    span = []
  }
}
