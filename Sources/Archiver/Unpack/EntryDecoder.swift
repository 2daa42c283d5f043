import Bytes
import Container
import Entropy
import Files
import Images
import Networks

/// Turns an entry's bytes back into what was packed, and checks it against its digest.
struct EntryDecoder: Sendable {
  let archive: Archive

  /// Pictures above this many pixels are not coded, so none is decoded: a hostile archive may
  /// claim any size in a few bytes.
  static let maximumPixels = 1 << 27

  /// A picture of a block.
  ///
  /// - Throws: errors of kind ``ErrorKind/badData``. A shared digest is not checked here.
  func picture(
    _ entry: Entry, body: ArraySlice<UInt8>, extras: ArraySlice<UInt8>
  ) throws
    -> Picture
  {
    let name = displayName(of: entry.path)
    let (codec, info, coder) = try codec(for: entry)
    guard let channels = Image.Channels(rawValue: UInt8(info.channels)) else {
      throw ArchiverError.unknownKind(path: name)
    }
    guard info.format != .jpeg || !channels.hasAlpha else {
      throw ArchiverError.malformedEntry(path: name, reason: "a JPEG has no alpha")
    }
    do {
      var reader = ByteReader(extras)
      let metadata = try ImageMetadata(parsing: &reader)
      let rest = extras.dropFirst(reader.offset)
      let alpha =
        channels.hasAlpha
        ? try AlphaPlane.decode(rest, width: info.width, height: info.height) : nil
      if alpha == nil { try reader.expectEnd() }
      guard metadata.format.rawValue == info.format.rawValue else {
        throw ArchiverError.malformedEntry(path: name, reason: "metadata of another format")
      }
      let image = try codec.decode(
        body, size: PhotoSize(width: info.width, height: info.height),
        isColour: channels.isColour, level: Level(rawValue: info.level), coder: coder)
      return Picture(image: image.joined(withAlpha: alpha), metadata: metadata)
    } catch let error as ArchiverError {
      throw error
    } catch {
      throw ArchiverError.malformedEntry(path: name, reason: "\(error)")
    }
  }

  /// What it takes to decode a picture's codes.
  func codec(for entry: Entry) throws -> (codec: PhotoCodec, info: PictureInfo, coder: Coder) {
    let name = displayName(of: entry.path)
    guard let info = entry.picture, let coder = Coder(rawValue: info.coder.rawValue),
      ImageFormat(rawValue: info.format.rawValue) != nil
    else {
      throw ArchiverError.unknownKind(path: name)
    }
    guard info.width * info.height <= Self.maximumPixels else {
      throw ArchiverError.malformedEntry(
        path: name, reason: "\(info.width)×\(info.height) is more than this program decodes")
    }
    let codec = try archive.codec(for: info)
    guard Int(info.level) <= 256 * (codec.model.configuration.levels - 1) else {
      throw ArchiverError.malformedEntry(path: name, reason: "level above the model's highest")
    }
    return (codec, info, coder)
  }

  /// Throws unless a picture's own digest, if it has one, is that of its samples.
  func check(_ picture: Picture, of entry: Entry) throws(ArchiverError) {
    guard case .samples(let digest) = entry.digest else { return }
    guard SampleDigest(Digest(of: picture.image.samples)) == digest else {
      throw .digestMismatch(path: displayName(of: entry.path))
    }
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
