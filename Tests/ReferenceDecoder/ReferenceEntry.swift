/// A file, folder or link of an archive; the pieces of a file are one entry.
package struct ReferenceEntry: Sendable {
  package let row: CatalogueRow
  package let content: Content
  /// The maximum error of a table and its copies; 0 if it is lossless.
  package let maximumError: Double

  package enum Content: Sendable {
    case none
    /// The target of a symbolic link.
    case link([UInt8])
    /// The bytes of an exact file, or those that a table stands for.
    case file([UInt8])
    /// The samples and the metadata of a picture.
    case picture(PictureContent)
  }

  package struct PictureContent: Sendable {
    /// Interleaved, alpha included.
    package let samples: [UInt8]
    /// The metadata block; nil if it has no pieces.
    package let metadata: [UInt8]?
    /// The columns of the picture.
    package let row: CatalogueRow.PictureRow
  }
}

extension ReferenceArchive {
  /// Decodes all entries and compares them with their digests.
  ///
  /// - Parameters:
  ///   - builtIns: model files that need not travel inside an archive, by their SHA-256
  ///   - jpegModel: the frame of the model file that jpeg-1.md names; nil without JPEG files
  ///   - fittedStarts: the file of start states that fitted-1.md names; nil without fitted pictures
  package func entries(
    builtIns: [[UInt8]: [UInt8]], jpegModel: [UInt8]? = nil, fittedStarts: [UInt8]? = nil
  ) async throws -> [ReferenceEntry] {
    let decoders = try photoDecoders(builtIns)
    let jpegStart = try jpegModel.map { try JPEGStart($0) }
    let fitted = try fittedStarts.map { try FittedStart.states($0) }
    var entries: [ReferenceEntry] = []
    var pieces: [UInt8] = []
    for block in blocks {
      let pictures = try await pictures(block, decoders, fitted)
      if let digest = block.sharedDigest {
        let shared = block.rows.indices.filter { block.rows[$0].digest == .shared }
        let samples = shared.flatMap { pictures[$0]?.samples ?? [] }
        try require(digest == Array(sha256(samples).prefix(16)), "a shared digest differs")
      }
      for (index, row) in block.rows.enumerated() {
        let body = block.bodies[index]
        let content: ReferenceEntry.Content
        var maximumError = row.maximumError
        switch row.kind {
        case 1: content = .link(Array(body))
        case 2:
          try require(row.pieceOffset == pieces.count, "a piece is missing")
          pieces += body
          guard pieces.count >= row.size else { continue }
          content = .file(pieces)
          pieces = []
        case 3: content = pictures[index].map { .picture($0) } ?? .none
        case 4:
          guard index > 0, let original = entries.last,
            [2, 3, 4, 5, 6, 7].contains(original.row.kind)
          else { throw Refusal(reason: "a copy has no original") }
          (content, maximumError) = (original.content, original.maximumError)
        case 5: content = .file(try TableDecoder.decode(Array(body), size: row.size))
        case 6:
          guard let jpegStart else { throw Refusal(reason: "the model of JPEG files is missing") }
          content = .file(try JPEGBody.decode(body, size: row.size, start: jpegStart))
        case 7: content = .file(try RasterFile.decode(body, size: row.size))
        default: content = .none
        }
        if case .file(let digest) = row.digest, case .file(let bytes) = content {
          try require(sha256(bytes) == digest, "a file's digest differs")
        }
        if case .samples(let digest) = row.digest, case .picture(let picture) = content {
          let found = Array(sha256(picture.samples).prefix(16))
          try require(found == digest, "the digest of a picture's samples differs")
        }
        entries.append(
          ReferenceEntry(row: row, content: content, maximumError: maximumError))
      }
    }
    return entries
  }

  /// Decoders for the models that photographs of the archive name, by their index.
  private func photoDecoders(_ builtIns: [[UInt8]: [UInt8]]) throws -> [Int: PhotoDecoder] {
    let pictures = blocks.flatMap(\.rows).compactMap(\.picture)
    let used = Set(pictures.filter { [0, 1, 4, 5, 7, 8].contains($0.coder) }.map(\.model))
    return try Dictionary(
      uniqueKeysWithValues: used.map { place in
        let file = try modelFile(models[place].digest, builtIns)
        return (
          place,
          try PhotoDecoder(file: file) { base in
            let digests = models.map(\.digest) + builtIns.keys
            guard let digest = digests.first(where: { hexadecimal($0) == base }) else {
              throw Refusal(reason: "base \(base) is missing")
            }
            return try modelFile(digest, builtIns)
          }
        )
      })
  }

  private func modelFile(
    _ digest: [UInt8], _ builtIns: [[UInt8]: [UInt8]]
  ) throws -> [UInt8] {
    guard let file = embedded[digest] ?? builtIns[digest] else {
      throw Refusal(reason: "model \(hexadecimal(digest)) is missing")
    }
    return file
  }

  /// The pictures of a block by their rows, several at a time.
  private func pictures(
    _ block: Block, _ decoders: [Int: PhotoDecoder], _ fitted: [FittedStart]?
  ) async throws -> [Int: ReferenceEntry.PictureContent] {
    var colours = try groups(block)
    try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { tasks in
      for (index, row) in block.rows.enumerated() {
        guard let picture = row.picture, (0...10).contains(picture.coder), colours[index] == nil
        else { continue }
        let body = block.bodies[index]
        tasks.addTask { (index, try samples(of: picture, body, decoders[picture.model], fitted)) }
      }
      for try await (index, samples) in tasks { colours[index] = samples }
    }
    return try Dictionary(
      uniqueKeysWithValues: colours.map { index, colour in
        try (index, content(block, index, colour))
      })
  }

  /// The samples of a picture that is stored by itself, without alpha.
  private func samples(
    of picture: CatalogueRow.PictureRow, _ body: ArraySlice<UInt8>, _ decoder: PhotoDecoder?,
    _ fitted: [FittedStart]?
  ) throws -> [UInt8] {
    let (width, height) = (picture.width, picture.height)
    let planes = picture.channels > 2 ? 3 : 1
    switch picture.coder {
    case 6:
      return try BlockPicture.samples(
        Array(body), width: width, height: height, planes: planes, base: nil)
    case 9:
      return try PixelPicture.samples(Array(body), width: width, height: height, planes: planes)
    case 10:
      guard let fitted else { throw Refusal(reason: "the start states are missing") }
      return try FittedPicture.samples(
        body, width: width, height: height, planes: planes, starts: fitted)
    default: break
    }
    guard let decoder else { throw Refusal(reason: "no model of photographs") }
    func photo(_ body: ArraySlice<UInt8>, coder: Int) throws -> [UInt8] {
      try decoder.samples(
        body, width: width, height: height, level: picture.level, coder: coder,
        isColour: planes == 3)
    }
    guard picture.coder > 6 else { return try photo(body, coder: picture.coder) }
    var cursor = Cursor(body)
    let layer = try cursor.take(cursor.varint(body.count))
    return try BlockPicture.samples(
      Array(layer), width: width, height: height, planes: planes,
      base: photo(cursor.rest, coder: picture.coder - 3))
  }

  private func content(
    _ block: Block, _ index: Int, _ colour: [UInt8]
  ) throws -> ReferenceEntry.PictureContent {
    guard let row = block.rows[index].picture else { throw Refusal(reason: "no picture") }
    let extras = try Extras(
      block.extras[index], width: row.width, height: row.height, channels: row.channels,
      format: row.format)
    var samples = colour
    if let alpha = extras.alpha {
      let planes = row.channels - 1
      samples = alpha.indices.flatMap { colour[planes * $0..<planes * ($0 + 1)] + [alpha[$0]] }
    }
    return ReferenceEntry.PictureContent(
      samples: samples, metadata: extras.pieces == 0 ? nil : extras.metadata, row: row)
  }

  /// The samples of the pictures of groups, without alpha: objects-1.md, section 1.
  private func groups(_ block: Block) throws -> [Int: [UInt8]] {
    let grouped = block.rows.indices.filter { [2, 3].contains(block.rows[$0].picture?.coder) }
    var samples: [Int: [UInt8]] = [:]
    let groups = Dictionary(grouping: grouped) {
      [block.rows[$0].picture?.model ?? 0, block.rows[$0].picture?.coder ?? 0]
    }
    for (key, members) in groups {
      try require(
        members.dropFirst().allSatisfy { block.bodies[$0].isEmpty },
        "the symbols of a group lie in several bodies")
      let decoder = try GroupDecoder(file: modelFile(models[key[0]].digest, [:]))
      let decoded = try decoder.samples(
        block.bodies[members[0]], levels: members.map { block.rows[$0].picture?.level ?? 0 },
        coder: key[1])
      for (index, picture) in zip(members, decoded) { samples[index] = picture }
    }
    return samples
  }
}

package func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
