import Bytes
import Container
import Files
import Images

/// Brings entries back: decodes, checks, and writes them below a folder, if there is one.
struct Extractor: Sendable {
  let archive: Archive
  /// Nil to write nothing.
  let root: ExtractionRoot?
  let overwrite: Bool

  private var decoder: EntryDecoder { EntryDecoder(archive: archive) }
  private var reader: ArchiveReader { archive.reader }

  func makeFolders(_ folders: [Entry], _ report: inout UnpackReport) {
    for folder in folders {
      do throws(ExtractionError) {
        try root?.createDirectory(folder.path, mode: folder.mode, modified: folder.time)
        report.folders += 1
      } catch {
        report.problems.append(Problem(message: error.description, kind: error.kind))
      }
    }
  }

  /// - Throws: only what would stop all other units as well, such as a full disk.
  func run(_ unit: ExtractionUnit) throws -> ExtractedPart {
    switch unit {
    case .block(let number, let positions): try extract(positions, ofBlock: number)
    case .split(let positions): try extractSplit(positions)
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
    return block.entries.reduce(MemoryBudget.cost(ofPixels: pixels)) {
      $0 + $1.bodyLength + $1.extrasLength
    }
  }

  private func extract(_ positions: [Int], ofBlock number: Int) throws -> ExtractedPart {
    var part = ExtractedPart()
    let first = reader.blocks[number].entries.lowerBound
    do {
      let block = try reader.readBlock(number)
      // What is wrong with tiny pictures does not keep the others from coming back.
      let shared = Result { try sharedPictures(of: block) }
      for position in positions {
        let index = position - first
        part.originalBytes += block.entries[index].size
        do {
          let isShared = block.entries[index].digest == .shared
          try extract(index, of: block, decoded: isShared ? shared.get()[index] : nil, &part)
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
  private func sharedPictures(of block: Block) throws -> [Int: Picture] {
    guard let expected = block.sharedDigest else { return [:] }
    var pictures: [Int: Picture] = [:]
    var hasher = DigestHasher()
    for (index, entry) in block.entries.enumerated() where entry.digest == .shared {
      let picture = try decoder.picture(
        entry, body: block.body(at: index), extras: block.extras(at: index))
      hasher.update(picture.image.samples[...])
      pictures[index] = picture
    }
    guard SampleDigest(hasher.finish()) == expected else {
      throw ArchiverError.digestMismatch(path: "the tiny pictures of a block")
    }
    return pictures
  }

  private func extract(
    _ index: Int, of block: Block, decoded: Picture?, _ part: inout ExtractedPart
  ) throws {
    let entry = block.entries[index]
    let body = block.body(at: index)
    switch entry.kind {
    case .symlink:
      try root?.createSymlink(
        entry.path, target: Array(body), modified: entry.time, overwrite: overwrite)
      part.links += 1
    case .exact:
      try decoder.check(Digest(of: body), of: entry)
      try write(entry, Array(body))
      part.exactFiles += 1
      part.bytes += body.count
    case .picture:
      let picture =
        try decoded ?? decoder.picture(entry, body: body, extras: block.extras(at: index))
      try decoder.check(picture, of: entry)
      let bytes = try ImageFile.write(picture)
      try write(entry, bytes)
      part.pictures += 1
      part.bytes += bytes.count
    default:
      throw ArchiverError.unknownKind(path: displayName(of: entry.path))
    }
  }

  private func write(_ entry: Entry, _ bytes: [UInt8]) throws {
    try root?.writeFile(
      entry.path, mode: entry.mode, modified: entry.time, overwrite: overwrite
    ) { try $0.append(bytes) }
  }

  /// A file in several pieces, of which one at a time is in memory.
  private func extractSplit(_ positions: [Int]) throws -> ExtractedPart {
    var part = ExtractedPart()
    let last = reader.entries[positions[positions.count - 1]]
    part.originalBytes = last.size
    do {
      if let root {
        try root.writeFile(
          last.path, mode: last.mode, modified: last.time, overwrite: overwrite
        ) { sink in
          try readSplit(positions) { try sink.append($0) }
        }
      } else {
        try readSplit(positions) { _ in }
      }
      part.exactFiles = 1
      part.bytes = last.size
    } catch {
      part.problems.append(try problem(error, last))
    }
    return part
  }

  private func readSplit(_ positions: [Int], _ take: ([UInt8]) throws -> Void) throws {
    var hasher = DigestHasher()
    for position in positions {
      let number = reader.block(ofEntry: position)
      let block = try reader.readBlock(number)
      let body = block.body(at: position - reader.blocks[number].entries.lowerBound)
      hasher.update(body)
      try take(Array(body))
    }
    try decoder.check(hasher.finish(), of: reader.entries[positions[positions.count - 1]])
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
