import Bytes
import Container
import ExactCodec
import Files

/// The memory that recoded files take when they are unpacked.
package enum HeldFile {
  /// Bytes of the largest file that is decoded into memory, once for all its copies. Tests set it.
  @TaskLocal package static var bytes = 8 << 20
}

/// Decodes a file whose content is coded anew, exactly, some megabytes at a time.
final class RecodedFile {
  private let entry: Entry
  private let decoder: any ExactFileDecoder
  private var hasher = DigestHasher()
  /// The digest of the file; nil before its last byte is decoded and the digest verified.
  private(set) var digest: Digest?

  /// - Throws: errors of kind ``ErrorKind/badData``
  init(
    _ entry: Entry, body: ArraySlice<UInt8>, limit: DecodeLimits, threads: Int
  ) throws(AezipError) {
    guard entry.size <= limit.bytes else {
      throw .aboveLimit(
        path: displayName(of: entry.path),
        reason: "a file of \(entry.size) bytes where \(limit.bytes) are allowed")
    }
    self.entry = entry
    do {
      decoder =
        entry.kind == .jpeg
        ? try JPEGFileDecoder(
          body, size: entry.size, memoryLimit: limit.bytes, threads: threads)
        : try RasterFileDecoder(
          body, size: entry.size, memoryLimit: limit.bytes, threads: threads)
    } catch {
      throw Self.error(error, entry)
    }
  }

  /// The next bytes of the file; nil at the end, after its digest is verified.
  ///
  /// - Throws: errors of kind ``ErrorKind/badData``
  func next() throws(AezipError) -> [UInt8]? {
    do throws(ExactCodeError) {
      if let bytes = try decoder.next() {
        hasher.update(bytes[...])
        return bytes
      }
    } catch {
      throw Self.error(error, entry)
    }
    let found = hasher.finish()
    try EntryDecoder.check(found, of: entry)
    digest = found
    return nil
  }

  /// Decodes the whole file.
  ///
  /// - Parameter take: receives the file's bytes, in order
  /// - Returns: the verified digest
  /// - Throws: ``AezipError``, and errors of `take`. The output so far is invalid then.
  @discardableResult
  func write(to take: ([UInt8]) throws -> Void) throws -> Digest {
    while let bytes = try next() { try take(bytes) }
    guard let digest else { preconditionFailure("a file that ended has a digest") }
    return digest
  }

  /// The whole file.
  ///
  /// - Throws: errors of kind ``ErrorKind/badData``
  func file() throws(AezipError) -> [UInt8] {
    var file: [UInt8] = []
    // The declared size may be far above what the body holds.
    while let bytes = try next() { file += bytes }
    return file
  }

  private static func error(_ error: ExactCodeError, _ entry: Entry) -> AezipError {
    let path = displayName(of: entry.path)
    return switch error {
    case .malformed(let reason): .malformedEntry(path: path, reason: reason)
    case .aboveLimit(let reason): .aboveLimit(path: path, reason: reason)
    }
  }
}
