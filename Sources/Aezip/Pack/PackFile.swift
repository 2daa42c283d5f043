import Bytes
import Files

/// A file, folder or link to pack, in the file system or in memory.
struct PackFile: Sendable {
  /// The name in the archive: relative, parts joined by slashes.
  let archivePath: [UInt8]
  /// The path to open, which messages show.
  let systemPath: [UInt8]
  let kind: FoundFile.Kind
  /// The twelve permission bits.
  let mode: UInt16
  let modified: FileTime
  /// Bytes of content; 0 except for regular files.
  let size: Int
  private let content: Content

  private enum Content: Sendable {
    /// Holds its state when it was found.
    case file(FileStamp)
    case memory([UInt8])
  }

  init(_ found: FoundFile) {
    (archivePath, systemPath, kind) = (found.archivePath, found.systemPath, found.kind)
    (mode, modified, size) = (found.mode, found.modified, found.size)
    content = .file(found.stamp)
  }

  /// A regular file in memory.
  init(_ bytes: [UInt8], named name: EntryPath, mode: UInt16, modified: FileTime) {
    (archivePath, systemPath, kind) = (name.bytes, name.bytes, .regular)
    (self.mode, self.modified, size) = (mode, modified, bytes.count)
    content = .memory(bytes)
  }

  func open() throws(InputError) -> OpenFile {
    switch content {
    case .file: .file(try InputFile(path: systemPath))
    case .memory(let bytes): .memory(bytes)
    }
  }

  /// Opens the file; nil if it is unreadable or has changed since it was found.
  func openUnchanged() -> OpenFile? {
    guard let file = try? open() else { return nil }
    guard case .file(let stamp) = content, case .file(let input) = file else { return file }
    return input.stamp == stamp ? file : nil
  }
}

/// A regular file open to be packed.
enum OpenFile: ByteSource {
  case file(InputFile)
  case memory([UInt8])

  var count: Int {
    switch self {
    case .file(let input): input.count
    case .memory(let bytes): bytes.count
    }
  }

  func read(at offset: Int, count: Int) throws(InputError) -> [UInt8] {
    switch self {
    case .file(let input): return try input.read(at: offset, count: count)
    case .memory(let bytes):
      guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
        throw .endsEarly(path: [], offset: offset, needed: count, available: bytes.count)
      }
      return Array(bytes[offset..<offset + count])
    }
  }

  /// The first bytes, which identify the format: DICOM files have their mark behind 128 others.
  func start() throws(InputError) -> [UInt8] { try read(at: 0, count: min(132, count)) }

  /// All bytes, unless they are more than `limit`.
  func readAll(limit: Int = .max) throws(InputError) -> [UInt8] {
    switch self {
    case .file(let input): return try input.readAll(limit: limit)
    case .memory(let bytes):
      guard bytes.count <= limit else {
        throw .tooLarge(path: [], count: bytes.count, limit: limit)
      }
      return bytes
    }
  }

  /// The digest of the first `limit` bytes.
  func digest(ofFirst limit: Int = .max) throws(InputError) -> Digest {
    switch self {
    case .file(let input): try input.digest(ofFirst: limit)
    case .memory(let bytes): Digest(of: bytes.prefix(limit))
    }
  }

  /// Whether it has been modified since it was opened.
  var hasChanged: Bool {
    if case .file(let input) = self { input.changed(since: input.stamp) } else { false }
  }
}

/// The inputs of packing: paths of files and folders, and files in memory.
struct PackInputs: Sendable {
  var paths: [[UInt8]] = []
  var files: [PackFile] = []

  /// All files below the paths and in memory, in the order of an archive.
  ///
  /// - Parameters:
  ///   - archive: left out, as it cannot contain itself
  ///   - replaced: the archive that it replaces, also left out
  /// - Throws: `WalkError`; ``AezipError/sameName(_:)``
  func found(
    _ options: PackOptions, skipping archive: FileIdentity?, replacing replaced: FileIdentity?
  ) throws -> (files: [PackFile], problems: [Problem]) {
    let globs = options.excluding.map { Glob($0) }
    var walk = try FileWalk.walk(
      paths, excluding: globs, skipping: Set([archive].compactMap(\.self)), replacing: replaced)
    if let only = options.only { walk = walk.files { only.contains($0.systemPath) } }
    let problems = walk.problems.map {
      Problem(message: $0.description, kind: $0.reason == .replaced ? nil : .system)
    }
    let inMemory = files.filter { file in !globs.contains { $0.covers(file.archivePath) } }
    let found = (walk.entries.map { PackFile($0) } + inMemory).sorted {
      $0.archivePath.precedesPath($1.archivePath)
    }
    for (one, next) in zip(found, found.dropFirst()) where one.archivePath == next.archivePath {
      throw AezipError.sameName(displayName(of: one.archivePath))
    }
    return (found, problems)
  }
}
