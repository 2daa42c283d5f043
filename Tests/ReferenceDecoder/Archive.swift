import Crypto

/// An archive as archive-1.md describes it: preamble, sections, model list, blocks and index.
package struct ReferenceArchive {
  /// Major and minor.
  package let version: (major: Int, minor: Int)
  package let models: [Model]
  /// The blocks with their catalogues, extras and bodies.
  let blocks: [Block]
  let embedded: [[UInt8]: [UInt8]]
  /// The key that signed the archive, if one did.
  package let signer: [UInt8]?

  package struct Model: Equatable, Sendable {
    package let digest: [UInt8]
    package let name: [UInt8]
    package let isEmbedded: Bool
  }

  struct Block {
    private(set) var rows: [CatalogueRow]
    let sharedDigest: [UInt8]?
    let extras: [ArraySlice<UInt8>]
    let bodies: [ArraySlice<UInt8>]

    /// The sizes of some files are in the index alone.
    func withSizes(of listed: ArraySlice<CatalogueRow>) -> Block {
      var block = self
      for (index, row) in listed.enumerated() { block.rows[index].size = row.size }
      return block
    }
  }

  struct Section {
    let type: String
    let offset: Int
    let payload: ArraySlice<UInt8>

    var end: Int { payload.endIndex }
  }

  package init(_ file: [UInt8]) throws {
    version = try Self.preamble(file)
    let sections = try Self.sections(file)
    try require(sections.first?.type == "HEAD", "HEAD is not the first section")
    try require(sections.last?.type == "TAIL", "TAIL is not the last section")
    let index = sections[sections.count - 2]
    try require(index.type == "INDX", "INDX is not the last section but one")
    var tail = Cursor(sections[sections.count - 1].payload)
    try require(tail.integer(8) == index.offset, "TAIL has another offset of INDX")
    try require(tail.integer(8) == file.count, "TAIL has another length of the archive")
    try tail.end()

    var head = Cursor(sections[0].payload)
    models = try Self.modelList(&head)
    try head.end()
    let inner = sections[1..<sections.count - 2]
    for section in inner {
      let isKnown = ["MODL", "BLCK", "pRTY", "sIGN"].contains(section.type)
      let isOptional = section.type.first?.isLowercase == true
      try require(isKnown || isOptional, "section \(section.type) is required and unknown")
    }
    embedded = try Self.modelFiles(inner.filter { $0.type == "MODL" }, models)
    let stored = try inner.filter { $0.type == "BLCK" }.map { try Self.block($0.payload) }
    let listed = try Self.listed(index, sections.dropLast(2), models, stored)
    blocks = zip(stored, listed).map { $0.withSizes(of: $1) }
    signer = try inner.first { $0.type == "sIGN" }.map { try Self.signer($0, file, sections) }
  }

  private static func preamble(_ file: [UInt8]) throws -> (Int, Int) {
    var cursor = Cursor(file)
    let magic: [UInt8] = [0x89, 0x41, 0x45, 0x5A, 0x0D, 0x0A, 0x1A, 0x0A]
    try require(Array(cursor.take(8)) == magic, "not an aezip archive")
    let version = (try cursor.integer(2), try cursor.integer(2))
    try require(cursor.integer(4) == crc32(file[..<12]), "the preamble's checksum differs")
    try require(version.0 == 1, "major version \(version.0)")
    return version
  }

  /// All sections, which follow one another from offset 16 to the end.
  static func sections(_ file: [UInt8]) throws -> [Section] {
    var sections: [Section] = []
    var offset = 16
    while offset < file.count {
      var cursor = Cursor(file[offset...])
      let header = try cursor.take(20)
      let sum = try cursor.integer(4)
      try require(
        sum == crc32(header + littleEndian(offset, 8)), "the header at \(offset) is damaged")
      var fields = Cursor(header)
      try require(Array(fields.take(4)) == [0xAE, 0x5A, 0xC3, 0x1D], "no section at \(offset)")
      let type = String(decoding: try fields.take(4), as: UTF8.self)
      let payload = try cursor.take(fields.integer(8))
      try require(fields.integer(4) == crc32(payload), "section \(type) at \(offset) is damaged")
      sections.append(Section(type: type, offset: offset, payload: payload))
      offset = payload.endIndex
    }
    return sections
  }

  private static func modelList(_ cursor: inout Cursor) throws -> [Model] {
    try (0..<cursor.varint(255)).map { _ in
      let digest = Array(try cursor.take(32))
      let name = Array(try cursor.take(cursor.varint(255)))
      let flags = try cursor.byte()
      try require(flags < 2, "reserved flags of a model are set")
      return Model(digest: digest, name: name, isEmbedded: flags == 1)
    }
  }

  /// The content of the `MODL` sections, by its digest.
  private static func modelFiles(
    _ sections: [Section], _ models: [Model]
  ) throws -> [[UInt8]: [UInt8]] {
    let digests = models.filter(\.isEmbedded).map(\.digest)
    try require(sections.count == digests.count, "the model list and MODL sections differ")
    return try Dictionary(
      uniqueKeysWithValues: zip(digests, sections).map { digest, section in
        var cursor = Cursor(section.payload)
        try require(Array(cursor.take(32)) == digest, "MODL sections come in another order")
        let file = try ReferenceModelFile.unpacked(cursor.rest)
        try require(sha256(file) == digest, "a model file is not the one that is named")
        return (digest, file)
      })
  }

  private static func block(_ payload: ArraySlice<UInt8>) throws -> Block {
    var cursor = Cursor(payload)
    let (c, e) = (try cursor.varint(), try cursor.varint())
    let catalogue = try Catalogue(frame(cursor.take(c), limit: 1 << 26))
    let extras = try e == 0 ? [] : frame(cursor.take(e), limit: 1 << 29)
    let bodies = try cursor.rest.isEmpty ? [] : frame(cursor.rest, limit: 1 << 30)
    let rows = catalogue.rows
    try require((1...1 << 16).contains(rows.count), "a block has \(rows.count) entries")
    let usesShared = rows.contains { $0.digest == .shared }
    try require(
      catalogue.sharedDigests.count == (usesShared ? 1 : 0), "a shared digest too many or too few")
    return Block(
      rows: rows, sharedDigest: catalogue.sharedDigests.first,
      extras: try cut(extras, rows.map(\.extrasLength)),
      bodies: try cut(bodies, rows.map(\.bodyLength)))
  }

  private static func cut(_ bytes: [UInt8], _ lengths: [Int]) throws -> [ArraySlice<UInt8>] {
    var cursor = Cursor(bytes)
    let parts = try lengths.map { try cursor.take($0) }
    try cursor.end()
    return parts
  }

  /// The rows of `INDX`, block by block. What it repeats must be what the sections before it say.
  private static func listed(
    _ index: Section, _ sections: ArraySlice<Section>, _ models: [Model], _ blocks: [Block]
  ) throws -> [ArraySlice<CatalogueRow>] {
    var cursor = Cursor(try frame(index.payload, limit: 1 << 30))
    try require(modelList(&cursor) == models, "INDX has another model list than HEAD")
    try require(cursor.varint() == sections.count, "INDX has another number of sections")
    for section in sections {
      try require(Array(cursor.take(4)) == Array(section.type.utf8), "INDX has another type")
    }
    for section in sections {
      try require(cursor.varint() == section.payload.count, "INDX has another length")
    }
    for block in blocks {
      try require(cursor.varint() == block.rows.count, "INDX has another number of entries")
    }
    let catalogue = try Catalogue(Array(cursor.rest))
    let rows = blocks.flatMap(\.rows)
    try require(catalogue.rows.count == rows.count, "INDX has another number of rows")
    for (listed, row) in zip(catalogue.rows, rows) {
      try require(listed.agrees(with: row), "INDX has another entry than its block")
    }
    try require(
      catalogue.sharedDigests == blocks.compactMap(\.sharedDigest), "INDX has another digest")
    var rest = catalogue.rows[...]
    return blocks.map { block in
      defer { rest = rest.dropFirst(block.rows.count) }
      return rest.prefix(block.rows.count)
    }
  }

  /// The public key of a signature that holds.
  private static func signer(
    _ section: Section, _ file: [UInt8], _ sections: [Section]
  ) throws -> [UInt8] {
    var cursor = Cursor(section.payload)
    try require(cursor.byte() == 1, "a signature of an unassigned kind")
    let (key, signature) = (Array(try cursor.take(32)), try cursor.take(64))
    try cursor.end()
    var signed = SHA256()
    signed.update(data: file[..<16])
    for section in sections where !["sIGN", "pRTY"].contains(section.type) {
      signed.update(data: file[section.offset..<section.end])
    }
    let message = Array("aezip archive signature 1".utf8) + [0] + Array(signed.finalize())
    let holds = try Curve25519.Signing.PublicKey(rawRepresentation: key)
      .isValidSignature(signature, for: message)
    try require(holds, "the signature does not hold")
    return key
  }
}
