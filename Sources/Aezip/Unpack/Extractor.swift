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

  /// - Throws: only what would stop all else as well, such as a full disk.
  func makeFolders(_ folders: [Entry], _ report: inout UnpackReport) throws {
    for folder in folders {
      do {
        try destination.root?.createDirectory(folder.path, mode: folder.mode, modified: folder.time)
        report.folders += 1
      } catch {
        report.problems.append(try problem(error, folder))
      }
    }
  }

  /// - Throws: only what would stop all other units as well, such as a full disk.
  func run(_ unit: ExtractionUnit) async throws -> ExtractedPart {
    switch unit {
    case .block(let number, let files): try await extract(files, ofBlock: number)
    case .split(let pieces, let targets): try await extract(pieces, as: targets)
    }
  }

  /// Bytes of memory a unit takes: its block uncompressed and its largest picture decoded.
  func cost(of unit: ExtractionUnit) -> Int {
    let number =
      switch unit {
      case .block(let number, _): number
      case .split(let pieces, _): reader.block(ofEntry: pieces.lowerBound)
      }
    // A block that cannot be read takes nothing; what is wrong with it is told later.
    guard let block = try? reader.readSummary(ofBlock: number) else { return 0 }
    let pictures = block.entries.compactMap(\.picture).map {
      MemoryBudget.cost(ofCodingPixels: $0.width * $0.height)
    }
    let table = block.entries.filter { $0.kind == .table }.map(\.size).max() ?? 0
    let largest = max(
      pictures.max() ?? 0, table > 0 ? MemoryBudget.cost(ofTable: table) : 0)
    return block.entries.reduce(largest) { sum, entry in
      // Pictures that share a digest, and codes that share a stream, are held together.
      let isShared = entry.digest == .shared || entry.picture?.coder.ofGroup != nil
      let held = isShared ? entry.picture.map { $0.width * $0.height * $0.channels } : nil
      return sum + entry.bodyLength + entry.extrasLength + (held ?? 0)
    }
  }

  private func extract(
    _ files: [WantedFile], ofBlock number: Int
  ) async throws -> ExtractedPart {
    var part = ExtractedPart()
    let first = reader.blocks[number].entries.lowerBound
    do {
      let block = try reader.readBlock(number)
      // What is wrong with tiny pictures does not keep the others from coming back.
      let groups = GroupedLatents(of: block, decoder)
      let shared = Result { try sharedPictures(of: block, groups) }
      for file in files {
        let index = file.original - first
        let decoded = Result { try decode(index, of: block, groups, shared) }
        let isUnchecked = block.entries[index].isUncheckedPicture
        for target in file.targets {
          let entry = block.entries[target - first]
          part.originalBytes += entry.size
          do {
            try await deliver(decoded.get(), as: entry, &part)
            if isUnchecked { part.uncheckedPictures += 1 }
          } catch {
            part.problems.append(try problem(error, entry))
          }
        }
      }
    } catch {
      part.problems += try files.flatMap(\.targets).map { try problem(error, reader.entries[$0]) }
    }
    return part
  }

  /// Tiny pictures share one digest: all of a block's are decoded and checked together.
  private func sharedPictures(
    of block: Block, _ groups: GroupedLatents
  ) throws -> [Int: Picture] {
    guard let expected = block.sharedDigest else { return [:] }
    let (pixels, allowed) = (sharedPixels(of: block.entries[...]), reader.limit.pixels)
    guard pixels <= allowed else {
      throw ArchiverError.malformedEntry(
        path: "the tiny pictures of a block",
        reason: "\(pixels) pixels where \(allowed) are allowed; "
          + "if you trust the archive allow more with --limit")
    }
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

  /// An entry decoded and checked, for all that have its content.
  private enum Decoded {
    case link(target: [UInt8])
    case exact(Digest, [UInt8])
    /// The file of a table whose numbers may be off.
    case table(Digest, [UInt8])
    /// For whom only the samples are wanted.
    case picture(Picture)
    /// As a file.
    case pictureFile([UInt8])
    /// Too large to be held as a file: decoded again for each that has it.
    case largePicture(Block, index: Int, GroupedLatents)
    /// Nothing but the bytes it has as a file.
    case checkedPicture(byteCount: Int)
  }

  private func decode(
    _ index: Int, of block: Block, _ groups: GroupedLatents,
    _ shared: Result<[Int: Picture], any Error>
  ) throws -> Decoded {
    let entry = block.entries[index]
    let body = block.body(at: index)
    switch entry.kind {
    case .symlink: return .link(target: Array(body))
    case .exact:
      let digest = Digest(of: body)
      try decoder.check(digest, of: entry)
      return .exact(digest, Array(body))
    case .table:
      let file = try decoder.table(body, entry)
      let digest = Digest(of: file)
      try decoder.check(digest, of: entry)
      return entry.maximumError > 0 ? .table(digest, file) : .exact(digest, file)
    case .picture:
      let known = try entry.digest == .shared ? shared.get()[index] : nil
      if let known { return try decoded(known) }
      if case .visitor = destination {
        return .picture(try decoder.picture(index, of: block, groups))
      }
      let decoding = try decoder.decoding(index, of: block, groups)
      // A picture that cannot be written is found by checking, too.
      guard destination.root != nil else {
        return .checkedPicture(byteCount: try decoding.write { _ in })
      }
      guard decoding.shape.pixelCount <= ImageLimits.heldPixels else {
        return .largePicture(block, index: index, groups)
      }
      var file: [UInt8] = []
      _ = try decoding.write { file += $0 }
      return .pictureFile(file)
    default:
      throw ArchiverError.unknownKind(path: displayName(of: entry.path))
    }
  }

  /// A picture that is known, as it is wanted.
  private func decoded(_ picture: Picture) throws -> Decoded {
    if case .visitor = destination { return .picture(picture) }
    return .pictureFile(try ImageFile.write(picture))
  }

  private func deliver(
    _ decoded: Decoded, as entry: Entry, _ part: inout ExtractedPart
  ) async throws {
    switch decoded {
    case .link(let target):
      if case .folder(let root, let overwrite) = destination {
        try root.createSymlink(
          entry.path, target: target, modified: entry.time, overwrite: overwrite)
      }
      part.links += 1
    case .exact(let digest, let bytes):
      try await deliver(entry, .exact(digest), file: bytes)
      part.exactFiles += 1
      part.bytes += bytes.count
    case .table(let digest, let file):
      try await deliver(entry, .table(digest), file: file)
      part.tables += 1
      part.bytes += file.count
    case .picture(let picture):
      try await deliver(entry, .picture(picture), file: [])
      part.pictures += 1
    case .pictureFile(let file):
      try write(entry) { try $0.append(file) }
      part.pictures += 1
      part.bytes += file.count
    case .largePicture(let block, let index, let groups):
      let decoding = try decoder.decoding(index, of: block, groups)
      var count = 0
      try write(entry) { sink in count = try decoding.write { try sink.append($0) } }
      part.pictures += 1
      part.bytes += count
    case .checkedPicture(let byteCount):
      part.pictures += 1
      part.bytes += byteCount
    }
  }

  /// Writes a file, or shows it to the visitor.
  private func deliver(
    _ entry: Entry, _ content: DecodedContent, file: [UInt8]
  ) async throws {
    switch destination {
    case .nowhere: break
    case .visitor(let visit): try await visit(entry, content)
    case .folder: try write(entry) { try $0.append(file) }
    }
  }

  /// Writes a file that `body` appends to a sink, if there is a folder to write to.
  private func write(_ entry: Entry, _ body: (inout FileSink) throws -> Void) throws {
    guard case .folder(let root, let overwrite) = destination else { return }
    try root.writeFile(
      entry.path, mode: entry.mode, modified: entry.time, overwrite: overwrite, body: body)
  }

  /// A file in several pieces, of which one at a time is in memory; read again for each copy.
  private func extract(_ pieces: Range<Int>, as targets: [Int]) async throws -> ExtractedPart {
    var part = ExtractedPart()
    // Where nothing is written once is enough.
    var known: Result<Digest, any Error>?
    if destination.root == nil { known = Result { try read(pieces) { _ in } } }
    for target in targets {
      let entry = reader.entries[target]
      part.originalBytes += entry.size
      do {
        switch destination {
        case .folder: try write(entry) { sink in _ = try read(pieces) { try sink.append($0) } }
        case .visitor(let visit):
          if let digest = try known?.get() { try await visit(entry, .exact(digest)) }
        case .nowhere: _ = try known?.get()
        }
        part.exactFiles += 1
        part.bytes += entry.size
      } catch {
        part.problems.append(try problem(error, entry))
      }
    }
    return part
  }

  /// - Returns: the digest of the file the pieces are, checked
  private func read(_ pieces: Range<Int>, _ take: ([UInt8]) throws -> Void) throws -> Digest {
    var hasher = DigestHasher()
    for position in pieces {
      let number = reader.block(ofEntry: position)
      let block = try reader.readBlock(number)
      let body = block.body(at: position - reader.blocks[number].entries.lowerBound)
      hasher.update(body)
      try take(Array(body))
    }
    let digest = hasher.finish()
    try decoder.check(digest, of: reader.entries[pieces.upperBound - 1])
    return digest
  }

  /// An error as a problem whose message names the entry once.
  ///
  /// - Throws: the error, if the next file would meet the same, as where the disk is full
  private func problem(_ error: any Error, _ entry: Entry) throws -> Problem {
    if case ExtractionError.system(let failure) = error, failure.isLasting { throw error }
    if let failure = error as? SystemError, failure.isLasting { throw error }
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
  /// Whether it is a picture of whose pixels there is no digest.
  fileprivate var isUncheckedPicture: Bool {
    guard case .none = digest else { return false }
    return kind == .picture
  }

  var time: FileTime {
    FileTime(seconds: modified.seconds, nanoseconds: modified.nanoseconds)
  }
}
