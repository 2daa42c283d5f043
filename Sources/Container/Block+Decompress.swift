import Bytes

/// The lengths with which the payload of a block starts.
package struct BlockPrelude {
  package let catalogueLength: Int
  package let extrasLength: Int
  /// The length of the prelude itself in bytes.
  package let byteCount: Int

  /// The length of the longest prelude in bytes.
  package static let maximumByteCount = 10

  /// - Parameters:
  ///   - start: the first bytes of the payload.
  ///   - length: the length of the payload in bytes.
  package init(parsing start: ArraySlice<UInt8>, of length: Int) throws(BytesError) {
    var reader = ByteReader(start.prefix(Self.maximumByteCount))
    catalogueLength = try reader.count(atMost: length)
    extrasLength = try reader.count(atMost: length)
    byteCount = reader.offset
    let available = length - byteCount
    guard catalogueLength + extrasLength <= available else {
      throw .truncated(
        offset: byteCount, needed: catalogueLength + extrasLength, available: available)
    }
  }
}

extension Catalogue {
  /// Decompresses, parses and validates the catalogue of the block at `offset`.
  ///
  /// - Parameter renames: whether entries with forbidden paths are renamed, and not refused
  package init(
    openingFrame frame: ArraySlice<UInt8>, ofBlockAt offset: Int, models: Int?,
    renaming renames: Bool = false
  ) throws(ArchiveError) {
    let bytes: [UInt8]
    do throws(ZstdError) {
      bytes = try CheckedFrame.decompress(frame, atMost: ArchiveLimit.catalogue)
    } catch {
      throw .frame(.block, offset: offset, error)
    }
    do throws(CatalogueError) {
      self = try Catalogue(parsing: bytes[...], limits: .block)
      if renames { renamed = renameForbiddenPaths(ofBlockAt: offset) }
      try EntrySequence.validate(entries, as: .block, models: models)
      let needed = entries.contains { $0.digest == .shared } ? 1 : 0
      guard sharedDigests.count == needed else {
        throw .sharedDigests(declared: sharedDigests.count, needed: needed)
      }
    } catch {
      throw .catalogue(.block, offset: offset, error)
    }
    guard !entries.isEmpty else {
      throw .lengthMismatch(.block, offset: offset, declared: 0, found: 1)
    }
  }
}

extension SectionSource {
  /// Reads only the catalogue of the block in `section`, and so does not check the section's
  /// checksum.
  package func catalogue(
    of section: Section, models: Int?, renaming renames: Bool = false
  ) throws(ArchiveError) -> (catalogue: Catalogue, prelude: BlockPrelude) {
    let start = try bytes(
      at: section.payloadOffset, count: min(section.length, BlockPrelude.maximumByteCount))
    let prelude: BlockPrelude
    do throws(BytesError) {
      prelude = try BlockPrelude(parsing: start[...], of: section.length)
    } catch {
      throw .malformed(.block, offset: section.offset, error)
    }
    let frame = try bytes(
      at: section.payloadOffset + prelude.byteCount, count: prelude.catalogueLength)
    let catalogue = try Catalogue(
      openingFrame: frame[...], ofBlockAt: section.offset, models: models, renaming: renames)
    return (catalogue, prelude)
  }
}

extension Block {
  /// Decompresses the block whose section lies at `offset` and holds `payload`.
  package init(
    opening payload: [UInt8], at offset: Int, models: Int?, limit: DecodeLimits = .standard,
    renaming renames: Bool = false
  ) throws(ArchiveError) {
    let prelude: BlockPrelude
    do throws(BytesError) {
      prelude = try BlockPrelude(parsing: payload[...], of: payload.count)
    } catch {
      throw .malformed(.block, offset: offset, error)
    }
    let frames = payload.dropFirst(prelude.byteCount)
    let catalogue = try Catalogue(
      openingFrame: frames.prefix(prelude.catalogueLength), ofBlockAt: offset, models: models,
      renaming: renames)
    let rest = frames.dropFirst(prelude.catalogueLength)
    let extras = try Self.content(
      rest.prefix(prelude.extrasLength), at: offset, limit, limit.extrasBytes, ArchiveLimit.extras,
      declared: catalogue.entries.reduce(0) { $0 + $1.extrasLength })
    let body = try Self.content(
      rest.dropFirst(prelude.extrasLength), at: offset, limit, limit.bytes, ArchiveLimit.body,
      declared: catalogue.entries.reduce(0) { $0 + $1.bodyLength })
    guard
      let block = Block(
        entries: catalogue.entries, body: body, extras: extras,
        sharedDigest: catalogue.sharedDigests.first)
    else {
      throw .lengthMismatch(.block, offset: offset, declared: extras.count, found: body.count)
    }
    self = block
  }

  /// The content of a frame; empty content has no frame.
  ///
  /// - Parameters:
  ///   - allowed: the reader's limit in bytes.
  ///   - format: the format's limit in bytes.
  static func content(
    _ frame: ArraySlice<UInt8>, at offset: Int, _ limit: DecodeLimits, _ allowed: Int,
    _ format: Int, declared: Int
  ) throws(ArchiveError) -> [UInt8] {
    var content: [UInt8] = []
    if !frame.isEmpty {
      let most = min(allowed, format)
      do throws(ZstdError) {
        content = try CheckedFrame.decompress(frame, atMost: min(most, declared))
      } catch {
        // A frame larger than declared is invalid whatever the limit is.
        throw declared < most
          ? .frame(.block, offset: offset, error)
          : limit.error(error, .block, at: offset, allowed: most, format: format)
      }
    }
    guard content.count == declared else {
      throw .lengthMismatch(.block, offset: offset, declared: declared, found: content.count)
    }
    return content
  }
}
