import Bytes
import Container
import Entropy
import ExactCodec
import Files
import FittedCodec
import Images
import Networks
import PictureCodec
import Tables

/// Decodes entries and verifies their digests.
struct EntryDecoder: Sendable {
  let archive: Archive
  var jpegQuality = JPEGQuality.fitting
  /// The threads that decode one recoded file.
  var threads = 1

  /// Prepares decoding of the picture at `index` of a block.
  ///
  /// - Parameter groups: the block's latents that are coded together
  /// - Throws: errors of kind ``ErrorKind/badData``
  func decoding(
    _ index: Int, of block: Block, _ groups: GroupedLatents
  ) throws -> PictureDecoding {
    let entry = block.entries[index]
    let name = displayName(of: entry.path)
    let codec = try codec(for: entry)
    let info = codec.info
    let shape = ImageShape(width: info.width, height: info.height, channels: codec.channels)
    do {
      let (metadata, alpha) = try extras(block.extras(at: index), info, name)
      let content: PictureDecoding.Content
      switch codec.kind {
      case .photo(let photo, let coder):
        let (layer, latents) = try codec.parts(of: block.body(at: index))
        let rows = try photo.rows(
          of: latents, shape: shape.withoutAlpha, level: codec.level, coder: coder)
        content =
          try layer.map {
            .blocks(try BlockRows(layer: $0, base: rows, shape: shape.withoutAlpha))
          } ?? .photo(rows)
      case .blocks:
        content = .blocks(
          try BlockRows(layer: block.body(at: index), shape: shape.withoutAlpha))
      case .pixels:
        content = .pixels(try PixelRows(block.body(at: index), shape: shape.withoutAlpha))
      case .fitted:
        content = .fitted(
          try FittedRows(
            block.body(at: index), width: shape.width, height: shape.height,
            channels: shape.withoutAlpha.channels.count))
      case .objects(let objects):
        let values = Array(try groups.latents(at: index).values)
        content = .whole(objects.image(decoding: values).samples)
      }
      return PictureDecoding(
        entry: entry, shape: shape, metadata: metadata, content: content, alpha: alpha)
    } catch let error as AezipError {
      throw error
    } catch {
      throw AezipError.malformedEntry(path: name, reason: "\(error)")
    }
  }

  /// The content of an entry, verified by its digest.
  enum Content {
    case link(target: [UInt8])
    case exact(Digest, [UInt8])
    /// The file of a lossy table.
    case table(Digest, [UInt8])
    /// A tiny picture, decoded with the others of its block.
    case picture(Picture)
    /// A picture to decode, verified at its end.
    case decoding(PictureDecoding)
    /// A file whose content is coded anew, to decode, verified at its end.
    case recoded(RecodedFile)
  }

  /// Decodes the content of the entry at `index` of a block.
  ///
  /// - Parameters:
  ///   - groups: the block's latents that are coded together
  ///   - shared: returns the result of ``sharedPictures(of:_:)``
  /// - Throws: errors of kind ``ErrorKind/badData``
  func content(
    _ index: Int, of block: Block, _ groups: GroupedLatents,
    shared: () throws -> [Int: Picture]
  ) throws -> Content {
    let entry = block.entries[index]
    let body = block.body(at: index)
    switch entry.kind {
    case .symlink: return .link(target: Array(body))
    case .exact:
      let digest = Digest(of: body)
      try Self.check(digest, of: entry)
      return .exact(digest, Array(body))
    case .jpeg, .raster: return .recoded(try recoded(index, of: block))
    case .table:
      let file = try table(body, entry)
      let digest = Digest(of: file)
      try Self.check(digest, of: entry)
      return entry.maximumError > 0 ? .table(digest, file) : .exact(digest, file)
    case .picture:
      if entry.digest == .shared, let picture = try shared()[index] { return .picture(picture) }
      return .decoding(try decoding(index, of: block, groups))
    default:
      throw AezipError.unknownKind(path: displayName(of: entry.path))
    }
  }

  /// Prepares decoding of the recoded file at `index` of a block.
  ///
  /// - Throws: errors of kind ``ErrorKind/badData``
  func recoded(_ index: Int, of block: Block) throws(AezipError) -> RecodedFile {
    try RecodedFile(
      block.entries[index], body: block.body(at: index), limit: archive.reader.limit,
      threads: threads)
  }

  /// Decodes and verifies a block's tiny pictures, which share a digest.
  func sharedPictures(
    of block: Block, _ groups: GroupedLatents
  ) throws -> [Int: Picture] {
    guard let expected = block.sharedDigest else { return [:] }
    let (pixels, allowed) = (block.entries[...].sharedPixels, archive.reader.limit.pixels)
    guard pixels <= allowed else {
      throw AezipError.aboveLimit(
        path: "the tiny pictures of a block",
        reason: "\(pixels) pixels where \(allowed) are allowed")
    }
    var pictures: [Int: Picture] = [:]
    var hasher = DigestHasher()
    for index in block.entries.indices where block.entries[index].digest == .shared {
      let picture = try decoding(index, of: block, groups).picture()
      hasher.update(picture.image.samples[...])
      pictures[index] = picture
    }
    guard SampleDigest(hasher.finish()) == expected else {
      throw AezipError.digestMismatch(path: "the tiny pictures of a block")
    }
    return pictures
  }

  /// Reads a file in several pieces, with one in memory at a time.
  ///
  /// - Returns: the verified digest of the file
  func read(_ pieces: Range<Int>, _ take: ([UInt8]) throws -> Void) throws -> Digest {
    let reader = archive.reader
    var hasher = DigestHasher()
    for position in pieces {
      let number = reader.block(ofEntry: position)
      let block = try reader.readBlock(number)
      let body = block.body(at: position - reader.blocks[number].entries.lowerBound)
      hasher.update(body)
      try take(Array(body))
    }
    let digest = hasher.finish()
    try Self.check(digest, of: reader.entries[pieces.upperBound - 1])
    return digest
  }

  /// Decodes the file of a table.
  ///
  /// - Throws: errors of kind ``ErrorKind/badData``
  func table(_ body: ArraySlice<UInt8>, _ entry: Entry) throws -> [UInt8] {
    do {
      let limit = archive.reader.limit
      guard entry.size <= limit.bytes else {
        throw AezipError.aboveLimit(
          path: displayName(of: entry.path),
          reason: "a table of \(entry.size) bytes where \(limit.bytes) are allowed")
      }
      let file = try TableForm.decode(body, size: entry.size, limit: limit)
      // Only a lossy text table may differ in length.
      guard entry.maximumError > 0 || file.count == entry.size else {
        throw TableCodeError.size(declared: entry.size, found: file.count)
      }
      return file
    } catch let error as AezipError {
      throw error
    } catch let error as TableCodeError where error.isAboveLimit {
      throw AezipError.aboveLimit(path: displayName(of: entry.path), reason: "\(error)")
    } catch {
      throw AezipError.malformedEntry(
        path: displayName(of: entry.path), reason: "\(error)")
    }
  }

  /// A picture's metadata and alpha.
  private func extras(
    _ bytes: ArraySlice<UInt8>, _ info: PictureInfo, _ name: String
  ) throws -> (metadata: ImageMetadata, alpha: AlphaRows?) {
    var reader = ByteReader(bytes)
    let metadata = jpegQuality.applied(to: try ImageMetadata(parsing: &reader))
    let rest = bytes.dropFirst(reader.offset)
    guard metadata.format.rawValue == info.format.rawValue else {
      throw AezipError.malformedEntry(path: name, reason: "metadata of another format")
    }
    guard info.channels % 2 == 0 else {
      try reader.expectEnd()
      return (metadata, nil)
    }
    return (metadata, try AlphaRows(rest, width: info.width, height: info.height))
  }

  /// The codec of a picture, and how it decodes.
  struct EntryCodec {
    enum Kind {
      case photo(PhotoCodec, EntropyCoder)
      case blocks
      case pixels
      case fitted
      case objects(SampleCodec)
    }

    let kind: Kind
    let info: PictureInfo
    let level: QualityLevel
    let channels: Image.Channels

    /// The parts of the body of a photograph: the layer of blocks, if it has one, and the latents.
    func parts(
      of body: ArraySlice<UInt8>
    ) throws(EntropyError) -> (layer: ArraySlice<UInt8>?, latents: ArraySlice<UInt8>) {
      guard info.coder.representation == .layeredLatents else { return (nil, body) }
      let (layer, latents) = try BlockRows.split(body)
      return (layer, latents)
    }

    /// The error of reading latents that the picture does not have.
    func lacksLatents(_ entry: Entry) -> AezipError {
      .notStoredAs("latents", path: displayName(of: entry.path))
    }
  }

  func codec(for entry: Entry) throws -> EntryCodec {
    let name = displayName(of: entry.path)
    guard let info = entry.picture, info.coder.representation != nil,
      ImageFormat(rawValue: info.format.rawValue) != nil,
      let channels = Image.Channels(rawValue: UInt8(info.channels))
    else {
      throw AezipError.unknownKind(path: name)
    }
    func flaw(_ reason: String) -> AezipError { .malformedEntry(path: name, reason: reason) }
    let limit = archive.reader.limit
    guard info.width * info.height <= limit.pixels else {
      throw AezipError.aboveLimit(
        path: name,
        reason: "\(info.width)×\(info.height) pixels where \(limit.pixels) are allowed")
    }
    guard info.format != .jpeg || !channels.hasAlpha else { throw flaw("a JPEG has no alpha") }
    let shape = ImageShape(width: info.width, height: info.height, channels: channels)
    let needed =
      switch info.coder.representation {
      case .blocks, .layeredLatents: BlockLayer.memory(of: shape)
      case .pixels: PixelRows.memory(of: shape)
      case .fitted: FittedRows.memory(width: shape.width, height: shape.height)
      case .latents, nil: 0
      }
    guard needed <= limit.bytes else {
      throw AezipError.aboveLimit(
        path: name,
        reason: "\(info.width)×\(info.height) pixels take \(needed) bytes where \(limit.bytes) "
          + "are allowed")
    }
    guard info.coder.usesModel else {
      let kind: EntryCodec.Kind =
        switch info.coder {
        case .blocks: .blocks
        case .fitted: .fitted
        default: .pixels
        }
      return EntryCodec(kind: kind, info: info, level: .trained(0), channels: channels)
    }
    let codec = try archive.codec(for: info)
    if case .photo = codec {
      let padded = PhotoSize(width: info.width, height: info.height).paddedPixels
      guard padded <= 2 * limit.pixels else {
        throw AezipError.aboveLimit(
          path: name,
          reason: "\(info.width)×\(info.height) pixels are decoded as \(padded) where "
            + "\(2 * limit.pixels) are allowed")
      }
    }
    guard Int(info.level) <= QualityLevel.trained(codec.levels - 1).index else {
      throw flaw("level above the model's highest")
    }
    switch codec {
    case .photo(let photo):
      guard let (coder, conditioning) = info.coder.ofPhoto else {
        throw flaw("latents of a group, by a model of single pictures")
      }
      let level = QualityLevel(index: Int(info.level), conditioning: conditioning)
      return EntryCodec(kind: .photo(photo, coder), info: info, level: level, channels: channels)
    case .objects(let objects):
      guard info.coder.ofGroup != nil else {
        throw flaw("latents of a single picture, by a model of groups")
      }
      guard
        objects.fits(shape)
      else {
        throw flaw("\(info.width)×\(info.height), \(channels), by a model of \(objects.content)")
      }
      let level = QualityLevel(index: Int(info.level), conditioning: .interpolated)
      return EntryCodec(kind: .objects(objects), info: info, level: level, channels: channels)
    }
  }

  /// The codec and the level of a picture whose latents are coded in a group.
  func objectCodec(for entry: Entry) throws -> (SampleCodec, QualityLevel) {
    let found = try codec(for: entry)
    guard case .objects(let codec) = found.kind else {
      preconditionFailure("latents of a group have a codec of groups")
    }
    return (codec, found.level)
  }

  /// Throws unless a lossless file matches its digest.
  static func check(_ digest: Digest, of entry: Entry) throws(AezipError) {
    let name = displayName(of: entry.path)
    guard case .file(let expected) = entry.digest else {
      throw .malformedEntry(path: name, reason: "has no digest to be checked against")
    }
    guard digest == expected else { throw .digestMismatch(path: name) }
  }
}

extension ArraySlice<Entry> {
  /// The number of pixels in pictures that share a digest and are decoded together.
  var sharedPixels: Int {
    reduce(0) { sum, entry in
      guard entry.digest == .shared, let picture = entry.picture else { return sum }
      return sum + picture.width * picture.height
    }
  }
}
