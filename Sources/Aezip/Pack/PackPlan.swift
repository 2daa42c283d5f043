import Container
import Files
import Images
import Tables

extension PackPlan {
  /// The version of the format that the files to be stored as tables take, with numbers that may be
  /// off by `error`; nil if none is. It is written before them.
  func tableVersion(error: Double, learns: Bool) -> FormatVersion? {
    var version: FormatVersion?
    for unit in units {
      guard case .file = unit.content, let input = try? InputFile(path: unit.file.systemPath),
        TableCandidate.mayBeTable(input, name: unit.file.archivePath)
      else { continue }
      // Large ones are tables whatever comes of them, and are coded but once.
      if input.count > Self.pieceBytes {
        version = learns ? .learned : .tables
      } else if let bytes = try? input.readAll(limit: Self.pieceBytes),
        let candidate = TableCandidate(bytes, name: unit.file.archivePath),
        let coded = CodedTable(
          candidate, error: error, learns: learns, pieceBytes: Self.pieceBytes)
      {
        version = coded.isLearned ? .learned : .tables
      }
      if version == (learns ? .learned : .tables) { break }
    }
    return version
  }

  /// Whether some file begins as pictures do.
  var hasPictures: Bool {
    units.contains { unit in
      guard case .file = unit.content, let input = try? InputFile(path: unit.file.systemPath),
        let start = try? input.read(at: 0, count: min(16, input.count))
      else { return false }
      return ImageFormat(sniffing: start) != nil
    }
  }
}

/// What is to be packed, in the order of the archive.
struct PackPlan: Sendable {
  private(set) var units: [PackUnit] = []
  private(set) var problems: [Problem] = []
  private(set) var files = 0
  private(set) var bytes = 0
  /// Whether some of the files are copies of others.
  var hasCopies: Bool { units.contains { $0.copies != nil } }

  /// Files above this are stored in pieces of this many bytes unless they are pictures.
  static let pieceBytes = 8 << 20
  /// Pictures above this are files like all others: they would have to be held whole.
  static let pictureBytes = 256 << 20
  /// Files of the same bytes that lie in a block together: one and its copies.
  static let maximumAlike = ArchiveLimit.copies + 1

  /// - Parameter duplicates: of the walk's entries
  init(_ walk: FileWalk, _ duplicates: Duplicates = Duplicates()) {
    problems = walk.problems.map {
      Problem(message: $0.description, kind: $0.reason == .replaced ? nil : .system)
    }
    var copies: [Int: PlannedCopies] = [:]
    var isCopy = Array(repeating: false, count: walk.entries.count)
    for group in duplicates.groups {
      for start in stride(from: 0, to: group.members.count, by: Self.maximumAlike) {
        let alike = group.members[start...].prefix(Self.maximumAlike)
        for member in alike.dropFirst() { isCopy[member] = true }
        copies[group.members[start]] = PlannedCopies(
          digest: group.digest, files: alike.dropFirst().map { walk.entries[$0] })
      }
    }
    for (index, file) in walk.entries.enumerated() {
      switch file.kind {
      case .directory: units.append(PackUnit(file: file, content: .directory))
      case .symlink(let target):
        note(file, target)
        units.append(PackUnit(file: file, content: .symlink(target: target)))
      case .regular:
        files += 1
        bytes += file.size
        if !isCopy[index] { append(file, copies: copies[index]) }
      }
    }
  }

  /// A link that no one can unpack is worth a word before the original is gone.
  private mutating func note(_ file: FoundFile, _ target: [UInt8]) {
    guard let path = try? EntryPath(file.archivePath), !path.allowsLink(to: target) else { return }
    problems.append(
      Problem(
        message: "\(displayName(of: file.systemPath)): a link to \(displayName(of: target)), out "
          + "of what is packed; it is stored, but unpack will not make it",
        kind: nil))
  }

  private mutating func append(_ file: FoundFile, copies: PlannedCopies?) {
    do {
      var added = try Self.units(of: file)
      // Copies lie behind all of their original.
      added[added.count - 1].copies = copies
      units += added
    } catch {
      problems.append(Problem(message: "\(error), left out", kind: .system))
      for file in copies?.files ?? [] { append(file, copies: nil) }
    }
  }

  /// The work a regular file is, at least one unit.
  static func units(of file: FoundFile) throws(InputError) -> [PackUnit] {
    let whole = [PackUnit(file: file, content: .file)]
    guard file.size > pieceBytes else { return whole }
    let input = try InputFile(path: file.systemPath)
    let start = try input.read(at: 0, count: min(16, input.count))
    // A file that shrank since the walk is small enough to be read whole.
    let isPicture = ImageFormat(sniffing: start) != nil && input.count <= pictureBytes
    // Tables, too, are coded as a whole.
    guard !isPicture, try !TableCandidate.isTable(input), input.count > pieceBytes else {
      return whole
    }
    return stride(from: 0, to: input.count, by: pieceBytes).map { offset in
      let range = offset..<min(offset + pieceBytes, input.count)
      return PackUnit(file: file, content: .piece(input, range: range))
    }
  }
}
