import Container
import Files
import Images
import SystemPackage

/// Random access to entries, without unpacking the archive.
extension Archive {
  /// Reads one file as unpacking would write it. A lossy picture is decoded and written in its
  /// format; a copy is read as its original.
  ///
  /// - Parameter name: the name, as in ``ArchiveEntry/name``
  /// - Returns: bytes that match the entry's digest
  /// - Throws: ``AezipError/nothingMatches(_:)``; ``AezipError/notStoredAs(_:path:)`` for a folder
  ///   or link; errors of kind ``ErrorKind/badData`` for damage
  public func read(_ name: FilePath) throws -> [UInt8] { try read(entry: name.bytes) }

  /// The pixels of one picture, lossy or a lossless PNG or JPEG file.
  ///
  /// - Parameter name: the name, as in ``ArchiveEntry/name``
  /// - Throws: ``AezipError/nothingMatches(_:)``; ``AezipError/notStoredAs(_:path:)`` for an entry
  ///   other than a picture; errors of kind ``ErrorKind/badData`` for damage
  public func pixels(of name: FilePath) throws -> Pixels { try pixels(entry: name.bytes) }

  /// The quantised latents of one lossy picture, without decoding pixels.
  ///
  /// - Parameter name: the name, as in ``ArchiveEntry/name``
  /// - Throws: ``AezipError/nothingMatches(_:)``; ``AezipError/notStoredAs(_:path:)`` for an entry
  ///   other than a lossy picture; errors of kind ``ErrorKind/badData`` for damage
  public func latents(of name: FilePath) throws -> Latents { try latents(entry: name.bytes) }

  /// Runs ``read(_:)`` off the caller's actor.
  ///
  /// - Throws: see ``read(_:)``
  public func read(_ name: FilePath) async throws -> [UInt8] { try read(entry: name.bytes) }

  /// Runs ``pixels(of:)`` off the caller's actor.
  ///
  /// - Throws: see ``pixels(of:)``
  public func pixels(of name: FilePath) async throws -> Pixels {
    try pixels(entry: name.bytes)
  }

  /// Runs ``latents(of:)`` off the caller's actor.
  ///
  /// - Throws: see ``latents(of:)``
  public func latents(of name: FilePath) async throws -> Latents {
    try latents(entry: name.bytes)
  }

  /// See ``read(_:)``; the name as bytes.
  package func read(entry name: [UInt8]) throws -> [UInt8] {
    var file: [UInt8] = []
    switch try location(of: name) {
    case .pieces(let pieces): _ = try decoder.read(pieces) { file += $0 }
    case .whole(let number, let index):
      switch try content(ofBlock: number, index, name) {
      case .link: throw AezipError.notStoredAs("a file", path: displayName(of: name))
      case .exact(_, let bytes), .table(_, let bytes): file = bytes
      case .picture(let picture): file = try ImageFile.write(picture)
      case .decoding(let decoding): _ = try decoding.write { file += $0 }
      case .recoded(let decoding): file = try decoding.file()
      }
    }
    return file
  }

  /// See ``pixels(of:)``; the name as bytes.
  package func pixels(entry name: [UInt8]) throws -> Pixels {
    if case .whole(let number, let index) = try location(of: name) {
      switch try content(ofBlock: number, index, name) {
      case .picture(let picture): return Pixels(picture.image)
      case .decoding(let decoding): return Pixels(try decoding.picture().image)
      case .recoded(let decoding):
        let file = try decoding.file()
        if ImageFormat(sniffing: file) != nil { return Pixels(try ImageFile.read(file).image) }
      case .exact(_, let bytes) where ImageFormat(sniffing: bytes) != nil:
        return Pixels(try ImageFile.read(bytes).image)
      case .exact, .table, .link: break
      }
    }
    throw AezipError.notStoredAs("a picture", path: displayName(of: name))
  }

  /// See ``latents(of:)``; the name as bytes.
  package func latents(entry name: [UInt8]) throws -> Latents {
    guard case .whole(let number, let index) = try location(of: name) else {
      throw AezipError.notStoredAs("a lossy picture", path: displayName(of: name))
    }
    let block = try reader.readBlock(number)
    guard let info = block.entries[index].picture else {
      throw AezipError.notStoredAs("a lossy picture", path: displayName(of: name))
    }
    let groups = GroupedLatents(of: block, decoder)
    let (shape, values) = try decoder.symbols(at: index, of: block, groups)
    return Latents(
      shape: shape, values: values, model: modelNames[info.model],
      level: Double(info.level) / 256)
  }

  private var decoder: EntryDecoder { EntryDecoder(archive: self) }

  /// The location of an entry's content.
  private enum Location {
    case whole(block: Int, index: Int)
    /// Indices of the pieces of a large file.
    case pieces(Range<Int>)
  }

  /// Locates the content of an entry or of its original.
  private func location(of name: [UInt8]) throws(AezipError) -> Location {
    guard let position = reader.entries.lastIndex(where: { $0.path == name }) else {
      throw .nothingMatches([displayName(of: name)])
    }
    let original = Selection.original(of: position, in: reader.entries)
    let pieces = Selection.pieces(endingAt: original, in: reader.entries)
    guard pieces.count == 1, reader.entries[original].isWhole else { return .pieces(pieces) }
    let number = reader.block(ofEntry: original)
    return .whole(
      block: number, index: original - reader.blocks[number].entries.lowerBound)
  }

  private func content(
    ofBlock number: Int, _ index: Int, _ name: [UInt8]
  ) throws -> EntryDecoder.Content {
    let block = try reader.readBlock(number)
    guard block.entries[index].kind != .directory else {
      throw AezipError.notStoredAs("a file", path: displayName(of: name))
    }
    let groups = GroupedLatents(of: block, decoder)
    return try decoder.content(index, of: block, groups) {
      try decoder.sharedPictures(of: block, groups)
    }
  }
}
