import Bytes
import Container
import Files
import Images

/// Brings entries back: decodes, checks, and hands them to where they are wanted.
struct Extractor: Sendable {
  let archive: Archive
  let destination: Destination

  /// Where what comes back goes.
  enum Destination: Sendable {
    /// Nowhere: checking is all that is asked for.
    case nowhere
    case folder(ExtractionRoot, overwrite: Bool)
    /// To a caller who looks at it, on any thread.
    case visitor(@Sendable (Entry, DecodedContent) async throws -> Void)

    /// The folder written to, if any.
    var root: ExtractionRoot? {
      if case .folder(let root, _) = self { root } else { nil }
    }
  }

  private var decoder: EntryDecoder { EntryDecoder(archive: archive) }
  private var reader: ArchiveReader { archive.reader }

  func makeFolders(_ folders: [Entry], _ report: inout UnpackReport) {
    for folder in folders {
      do throws(ExtractionError) {
        try destination.root?.createDirectory(folder.path, mode: folder.mode, modified: folder.time)
        report.folders += 1
      } catch {
        report.problems.append(Problem(message: error.description, kind: error.kind))
      }
    }
  }

  /// - Throws: only what would stop all other units as well, such as a full disk.
  func run(_ unit: ExtractionUnit) async throws -> ExtractedPart {
    switch unit {
    case .block(let number, let positions): try await extract(positions, ofBlock: number)
    case .split(let positions): try await extractSplit(positions)
    }
  }

  /// Bytes of memory a unit takes: its block uncompressed and its largest picture decoded.
  func cost(of unit: ExtractionUnit) -> Int {
    let number =
      switch unit {
      case .block(let number, _): number
      case .split(let positions): reader.block(ofEntry: positions[0])
      }
    // A block that cannot be read takes nothing; what is wrong with it is told later.
    guard let block = try? reader.readSummary(ofBlock: number) else { return 0 }
    let pixels = block.entries.compactMap(\.picture).map { $0.width * $0.height }.max() ?? 0
    return block.entries.reduce(MemoryBudget.cost(ofPixels: pixels)) { sum, entry in
      // Pictures that share a digest, and codes that share a stream, are held together.
      let isShared = entry.digest == .shared || entry.picture?.coder.ofGroup != nil
      let held = isShared ? entry.picture.map { $0.width * $0.height * $0.channels } : nil
      return sum + entry.bodyLength + entry.extrasLength + (held ?? 0)
    }
  }

  private func extract(
    _ positions: [Int], ofBlock number: Int
  ) async throws -> ExtractedPart {
    var part = ExtractedPart()
    let first = reader.blocks[number].entries.lowerBound
    do {
      let block = try reader.readBlock(number)
      // What is wrong with tiny pictures does not keep the others from coming back.
      let groups = GroupedCodes(of: block, decoder)
      let shared = Result { try sharedPictures(of: block, groups) }
      for position in positions {
        let index = position - first
        part.originalBytes += block.entries[index].size
        do {
          let isShared = block.entries[index].digest == .shared
          let decoded = try isShared ? shared.get()[index] : nil
          try await extract(index, of: block, groups, decoded: decoded, &part)
        } catch {
          part.problems.append(try problem(error, block.entries[index]))
        }
      }
    } catch {
      part.problems += try positions.map { try problem(error, reader.entries[$0]) }
    }
    return part
  }

  /// Tiny pictures share one digest: all of a block's are decoded and checked together.
  private func sharedPictures(
    of block: Block, _ groups: GroupedCodes
  ) throws -> [Int: Picture] {
    guard let expected = block.sharedDigest else { return [:] }
    var pictures: [Int: Picture] = [:]
    var hasher = DigestHasher()
    for index in block.entries.indices where block.entries[index].digest == .shared {
      let picture = try decoder.picture(index, of: block, groups)
      hasher.update(picture.image.samples[...])
      pictures[index] = picture
    }
    guard SampleDigest(hasher.finish()) == expected else {
      throw ArchiverError.digestMismatch(path: "the tiny pictures of a block")
    }
    return pictures
  }

  private func extract(
    _ index: Int, of block: Block, _ groups: GroupedCodes, decoded: Picture?,
    _ part: inout ExtractedPart
  ) async throws {
    let entry = block.entries[index]
    let body = block.body(at: index)
    switch entry.kind {
    case .symlink:
      if case .folder(let root, let overwrite) = destination {
        try root.createSymlink(
          entry.path, target: Array(body), modified: entry.time, overwrite: overwrite)
      }
      part.links += 1
    case .exact:
      let digest = Digest(of: body)
      try decoder.check(digest, of: entry)
      try await deliver(entry, .exact(digest)) { Array(body) }
      part.exactFiles += 1
      part.bytes += body.count
    case .picture:
      let picture = try decoded ?? decoder.picture(index, of: block, groups)
      try decoder.check(picture, of: entry)
      part.bytes += try await deliver(entry, .picture(picture)) {
        try ImageFile.write(picture)
      }
      part.pictures += 1
    default:
      throw ArchiverError.unknownKind(path: displayName(of: entry.path))
    }
  }

  /// Writes a file, or shows it to the visitor.
  ///
  /// - Returns: bytes of the file
  @discardableResult
  private func deliver(
    _ entry: Entry, _ content: DecodedContent, file: () throws -> [UInt8]
  ) async throws -> Int {
    if case .visitor(let visit) = destination {
      try await visit(entry, content)
      return 0
    }
    // A picture that cannot be written is found by checking, too.
    let bytes = try file()
    if case .folder(let root, let overwrite) = destination {
      try root.writeFile(
        entry.path, mode: entry.mode, modified: entry.time, overwrite: overwrite
      ) { try $0.append(bytes) }
    }
    return bytes.count
  }

  /// A file in several pieces, of which one at a time is in memory.
  private func extractSplit(_ positions: [Int]) async throws -> ExtractedPart {
    var part = ExtractedPart()
    let last = reader.entries[positions[positions.count - 1]]
    part.originalBytes = last.size
    do {
      switch destination {
      case .folder(let root, let overwrite):
        try root.writeFile(
          last.path, mode: last.mode, modified: last.time, overwrite: overwrite
        ) { sink in
          _ = try readSplit(positions) { try sink.append($0) }
        }
      case .visitor(let visit):
        try await visit(last, .exact(try readSplit(positions) { _ in }))
      case .nowhere:
        _ = try readSplit(positions) { _ in }
      }
      part.exactFiles = 1
      part.bytes = last.size
    } catch {
      part.problems.append(try problem(error, last))
    }
    return part
  }

  /// - Returns: the file's digest, checked
  private func readSplit(
    _ positions: [Int], _ take: ([UInt8]) throws -> Void
  ) throws -> Digest {
    var hasher = DigestHasher()
    for position in positions {
      let number = reader.block(ofEntry: position)
      let block = try reader.readBlock(number)
      let body = block.body(at: position - reader.blocks[number].entries.lowerBound)
      hasher.update(body)
      try take(Array(body))
    }
    let digest = hasher.finish()
    try decoder.check(digest, of: reader.entries[positions[positions.count - 1]])
    return digest
  }

  /// An error as a problem whose message names the entry once.
  ///
  /// - Throws: the error, if the disk is full: the next file would meet the same.
  private func problem(_ error: any Error, _ entry: Entry) throws -> Problem {
    if case ExtractionError.system(let failure) = error, failure.isOutOfSpace { throw error }
    if let failure = error as? SystemError, failure.isOutOfSpace { throw error }
    let name = displayName(of: entry.path)
    let reason = "\(error)"
    // Those of the file system name the file as it is called there.
    let isNamed =
      error is ExtractionError || error is SystemError || reason.hasPrefix("\(name): ")
    return Problem(
      message: isNamed ? reason : "\(name): \(reason)", kind: ErrorKind(of: error))
  }
}

extension Entry {
  var time: FileTime {
    FileTime(seconds: modified.seconds, nanoseconds: modified.nanoseconds)
  }
}
