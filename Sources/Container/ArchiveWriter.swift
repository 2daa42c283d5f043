import Bytes
import Protection

/// Writes an archive from front to back.
///
///     var writer = try ArchiveWriter(into: sink, models: models)
///     for block in blocks { try writer.append(try block.compressed(bodyLevel: 19)) }
///     try writer.finish()
///
/// With redundancy it writes parity after every span of bytes, and at the end.
///
/// Its methods throw ``ArchiveError``, or the error of the sink.
package struct ArchiveWriter<Sink: ByteSink> {
  package private(set) var sink: Sink
  /// The number of bytes written so far.
  package private(set) var length = 0
  /// Whether the finished archive has a signature.
  package private(set) var isSigned = false
  private var index = ArchiveIndex()
  let redundancy: Redundancy?
  /// The offset from which on bytes have no parity yet.
  var spanBegin = 0
  /// The bytes without parity, if the sink cannot read them back.
  var span: [UInt8] = []
  private let signing: ArchiveSigning
  /// The digest of the bytes so far that a signature covers.
  private var covered = DigestHasher()

  /// Writes everything before the first block.
  ///
  /// - Parameters:
  ///   - version: the earliest version that has everything that will be written.
  ///   - redundancy: the parity to add. If the sink cannot read back what was written, up to 64 MiB
  ///     are held in memory.
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

  /// Writes everything before the models' files.
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

  /// Writes a section with the file of a model; before all blocks, in the order of the list.
  mutating func append(model payload: [UInt8]) throws {
    try writeListed(.model, payload: payload)
  }

  /// Writes a block. The order of these calls is the order of the entries.
  package mutating func append(_ block: CompressedBlock) throws {
    let first = index.entries.count
    try ArchivePart.pieces.check(first + block.entries.count, atMost: ArchiveLimit.pieces)
    index.entries.append(contentsOf: block.entries.map(\.listed))
    index.blocks.append(
      BlockLocation(
        offset: length, length: block.payload.count, entries: first..<index.entries.count,
        sharedDigest: block.sharedDigest))
    try writeListed(.block, payload: block.payload, checksum: block.checksum)
  }

  /// Writes a section of a type that this version does not know, for programs that do.
  package mutating func append(_ type: SectionType, payload: [UInt8]) throws {
    guard !type.isKnown else { throw ArchiveError.unexpectedSection(type, offset: length) }
    try ArchivePart.sectionPayload.check(payload.count, atMost: ArchiveLimit.sectionPayload)
    try writeListed(type, payload: payload)
  }

  /// Writes the signature, the index and the end, and returns the sink.
  ///
  /// - Throws: ``ArchiveError/unwritable(_:)`` if entries of different blocks contradict each
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

  /// Writes the signature and the end, if there is a signature; returns whether there is.
  private mutating func finishSigned() throws -> Bool {
    guard signing.mayHappen else { return false }
    let section = Section(type: .signature, offset: length, length: ArchiveSignature.byteCount)
    // The ending states where the signature lies, but does not depend on its content.
    let ending = try ending(behind: [section])
    var covered = covered
    covered.update(ending.bytes[...])
    guard let signature = signing.signature(of: covered.finish()) else { return false }
    try write(.signature, payload: signature.payload)
    try write(ending)
    isSigned = true
    return true
  }

  /// The end of an archive.
  private struct Ending {
    /// The parity of the last span, which is written before `bytes`.
    var parity: ParityGeometry?
    /// The `INDX` and `TAIL` sections.
    let bytes: [UInt8]
  }

  private mutating func write(_ ending: Ending) throws {
    if let geometry = ending.parity { try writeParity(geometry, before: ending.bytes) }
    try write(ending.bytes)
  }

  /// The end of the archive, behind what was written and `sections`, which will be written first.
  ///
  /// The index lists the parity sections, whose lengths depend on the span that includes the index
  /// itself. So the span is planned with some spare bytes for the index.
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

  /// The `INDX` and `TAIL` sections, from `offset` on.
  private static func ending(of index: ArchiveIndex, at offset: Int) throws -> [UInt8] {
    let payload = try CheckedFrame.compress(try index.bytes())
    try ArchivePart.sectionPayload.check(payload.count, atMost: ArchiveLimit.sectionPayload)
    var bytes = Self.section(.index, payload, at: offset)
    let end = offset + bytes.count
    let tail = ArchiveTail(index: UInt64(offset), length: UInt64(end + ArchiveTail.byteCount))
    bytes += Self.section(.tail, tail.payload, at: end)
    return bytes
  }

  /// Writes a section that the index lists.
  mutating func writeListed(
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

  /// - Parameter isCovered: whether a signature covers the bytes.
  private mutating func write(_ bytes: [UInt8], isCovered: Bool = true) throws {
    if signing.mayHappen, isCovered { covered.update(bytes[...]) }
    try sink.append(bytes)
    length += bytes.count
    if redundancy != nil, !isReadable { span += bytes }
  }
}

/// How a new archive is signed.
package enum ArchiveSigning: Sendable {
  case none
  case by(SigningKey)
  /// Keeps an existing signature if it is still valid.
  case keeping(ArchiveSignature)

  var mayHappen: Bool { if case .none = self { false } else { true } }

  /// The signature of an archive whose covered bytes have this digest, if there is one.
  func signature(of digest: Digest) -> ArchiveSignature? {
    switch self {
    case .none: nil
    case .by(let key): key.sign(digest)
    case .keeping(let signature): signature.holds(for: digest) ? signature : nil
    }
  }
}
