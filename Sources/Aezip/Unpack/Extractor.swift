import Bytes
import Container
import Files
import FittedCodec
import Images
import Networks

/// Decodes and verifies entries, and passes them to their destination.
struct Extractor: Sendable {
  let archive: Archive
  let destination: Destination
  let jpegQuality: JPEGQuality
  /// The threads that decode one recoded file.
  var threads = 1

  /// The destination of decoded entries.
  enum Destination: Sendable {
    /// Entries are only verified.
    case nowhere
    case folder(ExtractionRoot, overwrite: Bool)
    /// Entries are passed to a callback, on any thread. JPEG files are passed as pictures if so
    /// asked.
    case visitor(@Sendable (Entry, DecodedContent) async throws -> Void, seesJPEGs: Bool = false)

    /// The folder that is written to, if any.
    var root: ExtractionRoot? {
      if case .folder(let root, _) = self { root } else { nil }
    }
  }

  private var decoder: EntryDecoder {
    EntryDecoder(archive: archive, jpegQuality: jpegQuality, threads: threads)
  }
  private var reader: ArchiveReader { archive.reader }

  /// - Throws: only errors that affect everything else, such as a full disk
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

  /// - Throws: only errors that affect all other units, such as a full disk
  func run(_ unit: ExtractionUnit) async throws -> ExtractedPart {
    switch unit {
    case .block(let number, let files): try await extract(files, ofBlock: number)
    case .split(let pieces, let targets): try await extract(pieces, as: targets)
    }
  }

  /// The memory of a unit in bytes: its uncompressed block and its largest decoded picture.
  func cost(of unit: ExtractionUnit) -> Int {
    let number =
      switch unit {
      case .block(let number, _): number
      case .split(let pieces, _): reader.block(ofEntry: pieces.lowerBound)
      }
    // An unreadable block takes no memory; its damage is reported later.
    guard let block = try? reader.readSummary(ofBlock: number) else { return 0 }
    let pictures = block.entries.compactMap(\.picture).map { picture in
      let size = PhotoSize(width: picture.width, height: picture.height)
      let isStrip = picture.coder.usesModel && size.isStrip
      let coding = MemoryBudget.cost(
        ofCodingPixels: isStrip ? size.paddedPixels : picture.width * picture.height)
      guard picture.coder == .fitted else { return coding }
      return max(coding, FittedRows.memory(width: picture.width, height: picture.height))
    }
    let table = block.entries.filter { $0.kind == .table }.map(\.size).max() ?? 0
    let recoded = block.entries.filter { $0.kind.isRecoded }.map(\.size).max() ?? 0
    let largest = max(
      pictures.max() ?? 0, table > 0 ? MemoryBudget.cost(ofTable: table) : 0,
      recoded > 0 ? MemoryBudget.cost(ofRecoded: recoded) : 0)
    return block.entries.reduce(largest) { sum, entry in
      // Pictures with a common digest or stream are in memory together.
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
      // Errors in tiny pictures do not affect the others.
      let groups = GroupedLatents(of: block, decoder)
      let shared = Result { try decoder.sharedPictures(of: block, groups) }
      for file in files {
        let index = file.original - first
        let decoded = Result { try decode(index, of: block, groups, shared) }
        let isUnchecked = block.entries[index].isUncheckedPicture
        for target in file.targets {
          let entry = block.entries[target - first]
          part.originalBytes += entry.size
          do {
            try await deliver(decoded.get(), as: entry, &part)
            part.note(entry, of: block.entries[index])
            if isUnchecked, entry.kind != .copy { part.uncheckedPictures += 1 }
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

  /// A decoded and verified entry, for all targets with its content.
  private enum Decoded {
    case link(target: [UInt8])
    case exact(Digest, [UInt8])
    /// The file of a lossy table.
    case table(Digest, [UInt8])
    /// Samples only.
    case picture(Picture)
    /// A complete file.
    case pictureFile([UInt8])
    /// A picture too large to hold as a file, decoded again for each target.
    case largePicture(Block, index: Int, GroupedLatents)
    /// A recoded file too large to hold, decoded again for each target.
    case largeRecoded(Block, index: Int)
    /// The size of the file only.
    case checkedFile(byteCount: Int)
  }

  private func decode(
    _ index: Int, of block: Block, _ groups: GroupedLatents,
    _ shared: Result<[Int: Picture], any Error>
  ) throws -> Decoded {
    switch try decoder.content(index, of: block, groups, shared: { try shared.get() }) {
    case .link(let target): return .link(target: target)
    case .exact(let digest, let bytes): return .exact(digest, bytes)
    case .table(let digest, let file): return .table(digest, file)
    case .picture(let picture): return try decoded(picture)
    case .decoding(let decoding):
      if case .visitor = destination { return .picture(try decoding.picture()) }
      // Verification also detects a picture that cannot be written.
      guard destination.root != nil else {
        return .checkedFile(byteCount: try decoding.write { _ in })
      }
      guard decoding.shape.pixelCount <= ImageLimits.heldPixels else {
        return .largePicture(block, index: index, groups)
      }
      var file: [UInt8] = []
      _ = try decoding.write { file += $0 }
      return .pictureFile(file)
    case .recoded(let decoding): return try decoded(decoding, index, of: block)
    }
  }

  private func decoded(
    _ decoding: RecodedFile, _ index: Int, of block: Block
  ) throws -> Decoded {
    let entry = block.entries[index]
    switch destination {
    case .nowhere:
      try decoding.write { _ in }
      return .checkedFile(byteCount: entry.size)
    case .visitor(_, seesJPEGs: true):
      let file = try decoding.file()
      // Some JPEG files hold what an image cannot, such as CMYK.
      guard let picture = try? ImageFile.read(file) else { return .exact(Digest(of: file), []) }
      return .picture(picture)
    case .visitor: return .exact(try decoding.write { _ in }, [])
    case .folder:
      guard entry.size <= HeldFile.bytes else {
        return .largeRecoded(block, index: index)
      }
      return .pictureFile(try decoding.file())
    }
  }

  /// Converts a decoded picture to what the destination needs.
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
      part.bytes += bytes.count
    case .table(let digest, let file):
      try await deliver(entry, .table(digest), file: file)
      part.bytes += file.count
    case .picture(let picture): try await deliver(entry, .picture(picture), file: [])
    case .pictureFile(let file):
      try write(entry) { try $0.append(file) }
      part.bytes += file.count
    case .largePicture(let block, let index, let groups):
      let decoding = try decoder.decoding(index, of: block, groups)
      var count = 0
      try write(entry) { sink in count = try decoding.write { try sink.append($0) } }
      part.bytes += count
    case .largeRecoded(let block, let index):
      let decoding = try decoder.recoded(index, of: block)
      try write(entry) { sink in try decoding.write { try sink.append($0) } }
      part.bytes += entry.size
    case .checkedFile(let byteCount): part.bytes += byteCount
    }
  }

  /// Writes a file, or passes it to the visitor.
  private func deliver(
    _ entry: Entry, _ content: DecodedContent, file: [UInt8]
  ) async throws {
    switch destination {
    case .nowhere: break
    case .visitor(let visit, _): try await visit(entry, content)
    case .folder: try write(entry) { try $0.append(file) }
    }
  }

  /// Writes a file with `body`, if there is a destination folder.
  private func write(_ entry: Entry, _ body: (inout FileSink) throws -> Void) throws {
    guard case .folder(let root, let overwrite) = destination else { return }
    try root.writeFile(
      entry.path, mode: entry.mode, modified: entry.time, overwrite: overwrite, body: body)
  }

  /// Extracts a file in several pieces, with one in memory at a time; it is read again for each
  /// copy.
  private func extract(_ pieces: Range<Int>, as targets: [Int]) async throws -> ExtractedPart {
    var part = ExtractedPart()
    // Without output, one read suffices.
    var known: Result<Digest, any Error>?
    if destination.root == nil { known = Result { try decoder.read(pieces) { _ in } } }
    for target in targets {
      let entry = reader.entries[target]
      part.originalBytes += entry.size
      do {
        switch destination {
        case .folder:
          try write(entry) { sink in _ = try decoder.read(pieces) { try sink.append($0) } }
        case .visitor(let visit, _):
          if let digest = try known?.get() { try await visit(entry, .exact(digest)) }
        case .nowhere: _ = try known?.get()
        }
        part.note(entry, of: reader.entries[pieces.lowerBound])
        part.bytes += entry.size
      } catch {
        part.problems.append(try problem(error, entry))
      }
    }
    return part
  }

  /// Wraps an error as a problem that names the entry once.
  ///
  /// - Throws: the error, if the next file would fail likewise, as on a full disk
  private func problem(_ error: any Error, _ entry: Entry) throws -> Problem {
    if case ExtractionError.system(let failure) = error, failure.isLasting { throw error }
    if let failure = error as? SystemError, failure.isLasting { throw error }
    let name = displayName(of: entry.path)
    let reason = "\(error)"
    // File system errors already name the file.
    let isNamed =
      error is ExtractionError || error is SystemError || reason.hasPrefix("\(name): ")
    return Problem(error, prefix: isNamed ? "" : "\(name): ")
  }
}

extension ExtractedPart {
  /// Counts an extracted entry.
  ///
  /// - Parameter original: the entry itself, or that of which it is a copy
  fileprivate mutating func note(_ entry: Entry, of original: Entry) {
    paths.append(entry.path)
    files.count(original)
    if entry.kind == .copy { copies.count(original) }
  }
}

extension ContentCounts {
  fileprivate mutating func count(_ original: Entry) {
    switch original.kind {
    case .picture where original.picture?.coder == .pixels: exactPictures += 1
    case .picture: pictures += 1
    case .table where original.maximumError > 0: tables += 1
    case .jpeg: exactJPEGs += 1
    case .table, .exact, .raster: exactFiles += 1
    default: break
    }
  }
}

extension Entry {
  /// Whether it is a picture without a digest of its pixels.
  fileprivate var isUncheckedPicture: Bool {
    guard case .none = digest else { return false }
    return kind == .picture
  }

  var time: FileTime {
    FileTime(seconds: modified.seconds, nanoseconds: modified.nanoseconds)
  }
}

extension MemoryBudget {
  /// Bytes that decoding a recoded file takes, about: some stripes, and all coefficients of a JPEG
  /// file that has several scans.
  fileprivate static func cost(ofRecoded bytes: Int) -> Int { (64 << 20) + 8 * bytes }
}
