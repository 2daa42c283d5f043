import Bytes
import Container
import Entropy
import Files
import Images
import Networks
import PictureCodec
import Tables

/// Turns an entry's bytes back into what was packed, and checks it against its digest.
struct EntryDecoder: Sendable {
  let archive: Archive

  /// The picture at `index` of a block, to be decoded.
  ///
  /// - Parameter groups: the codes of the block's pictures that lie together
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
        content = .photo(
          try PhotoReading(
            block.body(at: index), of: photo,
            size: PhotoSize(width: info.width, height: info.height),
            level: codec.level, coder: coder, reconstructs: true),
          ReconstructedRows(shape.withoutAlpha, by: photo.model, at: codec.level))
      case .objects(let objects):
        let values = Array(try groups.codes(at: index).values)
        content = .whole(objects.image(decoding: values).samples)
      }
      return PictureDecoding(
        entry: entry, shape: shape, metadata: metadata, content: content, alpha: alpha)
    } catch let error as ArchiverError {
      throw error
    } catch {
      throw ArchiverError.malformedEntry(path: name, reason: "\(error)")
    }
  }

  /// The picture at `index` of a block, decoded and checked.
  ///
  /// - Parameter groups: the codes of the block's pictures that lie together
  /// - Throws: errors of kind ``ErrorKind/badData``. A shared digest is not checked here.
  func picture(_ index: Int, of block: Block, _ groups: GroupedLatents) throws -> Picture {
    let decoding = try decoding(index, of: block, groups)
    var samples: [UInt8] = []
    samples.reserveCapacity(decoding.shape.sampleCount)
    while let rows = try decoding.next() { samples += rows }
    return Picture(
      image: Image(decoding.shape, samples: samples), metadata: decoding.metadata)
  }

  /// The file of a table.
  ///
  /// - Throws: errors of kind ``ErrorKind/badData``
  func table(_ body: ArraySlice<UInt8>, _ entry: Entry) throws -> [UInt8] {
    do {
      let limit = archive.reader.limit
      guard entry.size <= limit.bytes else {
        throw ArchiverError.malformedEntry(
          path: displayName(of: entry.path),
          reason: "a table of \(entry.size) bytes where \(limit.bytes) are allowed; "
            + "if you trust the archive allow more with --limit")
      }
      let file = try TableForm.decode(body, size: entry.size, limit: limit)
      // Only a text has another length with loss than without.
      guard entry.maximumError > 0 || file.count == entry.size else {
        throw TableCodeError.size(declared: entry.size, found: file.count)
      }
      return file
    } catch let error as ArchiverError {
      throw error
    } catch {
      throw ArchiverError.malformedEntry(
        path: displayName(of: entry.path), reason: "\(error)")
    }
  }

  /// What a picture has beside its codes.
  private func extras(
    _ bytes: ArraySlice<UInt8>, _ info: PictureInfo, _ name: String
  ) throws -> (metadata: ImageMetadata, alpha: AlphaRows?) {
    var reader = ByteReader(bytes)
    let metadata = try ImageMetadata(parsing: &reader)
    let rest = bytes.dropFirst(reader.offset)
    guard metadata.format.rawValue == info.format.rawValue else {
      throw ArchiverError.malformedEntry(path: name, reason: "metadata of another format")
    }
    guard info.channels % 2 == 0 else {
      try reader.expectEnd()
      return (metadata, nil)
    }
    return (metadata, try AlphaRows(rest, width: info.width, height: info.height))
  }

  /// What it takes to decode a picture's codes.
  struct EntryCodec {
    enum Kind {
      case photo(PhotoCodec, EntropyCoder)
      case objects(SampleCodec)
    }

    let kind: Kind
    let info: PictureInfo
    let level: QualityLevel
    let channels: Image.Channels
  }

  func codec(for entry: Entry) throws -> EntryCodec {
    let name = displayName(of: entry.path)
    guard let info = entry.picture, info.coder.entropyCoder != nil,
      ImageFormat(rawValue: info.format.rawValue) != nil,
      let channels = Image.Channels(rawValue: UInt8(info.channels))
    else {
      throw ArchiverError.unknownKind(path: name)
    }
    func flaw(_ reason: String) -> ArchiverError { .malformedEntry(path: name, reason: reason) }
    let limit = archive.reader.limit
    guard info.width * info.height <= limit.pixels else {
      throw flaw(
        "\(info.width)×\(info.height) pixels where \(limit.pixels) are allowed; "
          + "if you trust the archive allow more with --limit")
    }
    guard info.format != .jpeg || !channels.hasAlpha else { throw flaw("a JPEG has no alpha") }
    let codec = try archive.codec(for: info)
    guard Int(info.level) <= QualityLevel.trained(codec.levels - 1).index else {
      throw flaw("level above the model's highest")
    }
    switch codec {
    case .photo(let photo):
      guard let (coder, conditioning) = info.coder.ofPhoto else {
        throw flaw("codes of a group, by a model of single pictures")
      }
      let level = QualityLevel(index: Int(info.level), conditioning: conditioning)
      return EntryCodec(kind: .photo(photo, coder), info: info, level: level, channels: channels)
    case .objects(let objects):
      guard info.coder.ofGroup != nil else {
        throw flaw("codes of a single picture, by a model of groups")
      }
      guard
        objects.fits(ImageShape(width: info.width, height: info.height, channels: channels))
      else {
        throw flaw("\(info.width)×\(info.height), \(channels), by a model of \(objects.content)")
      }
      let level = QualityLevel(index: Int(info.level), conditioning: .interpolated)
      return EntryCodec(kind: .objects(objects), info: info, level: level, channels: channels)
    }
  }

  /// The codec and the level of a picture whose codes lie in a group.
  func objectCodec(for entry: Entry) throws -> (SampleCodec, QualityLevel) {
    let found = try codec(for: entry)
    guard case .objects(let codec) = found.kind else {
      preconditionFailure("no codec of groups for codes of a group")
    }
    return (codec, found.level)
  }

  /// Throws unless the bytes of an exact file are those that were packed.
  func check(_ digest: Digest, of entry: Entry) throws(ArchiverError) {
    let name = displayName(of: entry.path)
    guard case .file(let expected) = entry.digest else {
      throw .malformedEntry(path: name, reason: "has no digest to be checked against")
    }
    guard digest == expected else { throw .digestMismatch(path: name) }
  }
}
