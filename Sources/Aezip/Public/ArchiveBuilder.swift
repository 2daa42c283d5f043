import Files
import Images
import SystemPackage

/// Packs files, folders and content in memory into an archive.
///
/// ```swift
/// var builder = ArchiveBuilder()
/// builder.add(contentsOf: "Photos")
/// try builder.add(bytes: Array("a note".utf8), named: "note.txt")
/// let report = try await builder.write(to: "photos.aez")
/// ```
///
/// The same content and options give the same bytes, in memory as on disk, whatever the number of
/// jobs; an encrypted archive has other bytes each time.
public struct ArchiveBuilder: Sendable {
  /// How to pack.
  public var options: PackOptions
  private var inputs = PackInputs()

  /// Creates a builder without inputs.
  public init(options: PackOptions = PackOptions()) {
    self.options = options
  }

  /// Adds a file, or a folder and everything below it, which is read when the archive is made.
  ///
  /// Names in the archive are those that `cp -r` would give. A link is packed as a link.
  public mutating func add(contentsOf path: FilePath) {
    inputs.paths.append(path.bytes)
  }

  /// Adds a file with the content `bytes`. A picture or table is recognised and packed as such.
  ///
  /// - Parameters:
  ///   - name: the name in the archive, a relative path without the parts `.` and `..`
  ///   - mode: permission bits
  ///   - modified: the time of last change, since 1970-01-01 00:00:00 UTC
  /// - Throws: ``AezipError/badName(_:reason:)``
  public mutating func add(
    bytes: [UInt8], named name: FilePath, mode: UInt16 = 0o644,
    modified: (seconds: Int64, nanoseconds: UInt32) = (0, 0)
  ) throws(AezipError) {
    let entry: EntryPath
    do {
      entry = try EntryPath(name.bytes)
    } catch {
      let reason = if case .unsafePath(_, let fault) = error { "\(fault)" } else { "\(error)" }
      throw .badName(displayName(of: name.bytes), reason: reason)
    }
    let time = FileTime(seconds: modified.seconds, nanoseconds: modified.nanoseconds)
    inputs.files.append(PackFile(bytes, named: entry, mode: mode & 0o7777, modified: time))
  }

  /// Adds a picture, as the PNG file that has its samples and no metadata.
  ///
  /// - Parameters:
  ///   - name: the name in the archive, which should end in `.png`
  ///   - mode: permission bits
  ///   - modified: the time of last change, since 1970-01-01 00:00:00 UTC
  /// - Throws: ``AezipError/badName(_:reason:)``, or an error of kind ``ErrorKind/badData`` for a
  ///   side that PNG does not allow
  public mutating func add(
    pixels: Pixels, named name: FilePath, mode: UInt16 = 0o644,
    modified: (seconds: Int64, nanoseconds: UInt32) = (0, 0)
  ) throws {
    let file = try ImageFile.write(Picture(image: pixels.image, format: .png))
    try add(bytes: file, named: name, mode: mode, modified: modified)
  }

  /// Packs into a new archive at `path`, which appears when it is complete, or not at all.
  ///
  /// - Parameters:
  ///   - path: replaced only if ``PackOptions/overwrite``
  ///   - progress: called now and then, on any threads. With ``PackOptions/psnr`` or
  ///     ``PackOptions/sizeTarget`` everything is packed several times, until the level is right,
  ///     and progress begins anew.
  /// - Returns: the report, which includes problems with single files, such as one that cannot be
  ///   read
  /// - Throws: errors of the kinds in ``ErrorKind``, among them what ``PackOptions/validate()``
  ///   throws; ``AezipError/unreachedPSNR(wanted:best:)`` or
  ///   ``AezipError/unreachedSize(wanted:least:)`` if no level meets the target;
  ///   ``AezipError/learningInMemory`` for ``PackOptions/learning`` of content in memory
  public func write(
    to path: FilePath, progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws -> PackReport {
    try await Packer.pack(
      inputs, into: .path(path.bytes), options, watch: { _ in }, progress: progress
    ).report
  }

  /// Packs into a new archive in memory.
  ///
  /// - Parameter progress: see ``write(to:progress:)``
  /// - Returns: the bytes of the archive, and the report
  /// - Throws: see ``write(to:progress:)``
  public func finish(
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws -> (bytes: [UInt8], report: PackReport) {
    try await Packer.pack(inputs, into: .memory, options, watch: { _ in }, progress: progress)
  }

  /// Packs into a new archive at `path` while the calling thread waits; see
  /// ``write(to:progress:)``.
  ///
  /// - Throws: see ``write(to:progress:)``
  @available(*, noasync, message: "await write(to:progress:)")
  @discardableResult
  public func write(to path: FilePath) throws -> PackReport {
    try Blocking.run { try await write(to: path, progress: { _ in }) }
  }

  /// Packs into a new archive in memory while the calling thread waits; see ``finish(progress:)``.
  ///
  /// - Throws: see ``write(to:progress:)``
  @available(*, noasync, message: "await finish(progress:)")
  public func finish() throws -> (bytes: [UInt8], report: PackReport) {
    try Blocking.run { try await finish(progress: { _ in }) }
  }
}
