import Files
import Images

/// What is to be packed, in the order of the archive.
struct PackPlan: Sendable {
  private(set) var units: [PackUnit] = []
  private(set) var problems: [Problem] = []
  private(set) var files = 0
  private(set) var bytes = 0

  /// Files above this are stored in pieces of this many bytes unless they are pictures.
  static let pieceBytes = 8 << 20
  /// Pictures above this are files like all others: they would have to be held whole.
  static let pictureBytes = 256 << 20

  /// - Parameter only: the files to pack, by their system paths, folders and links left out; nil
  ///   for all
  init(_ walk: FileWalk, only: Set<[UInt8]>? = nil) {
    problems = walk.problems.map { Problem(message: $0.description, kind: .system) }
    for file in walk.entries {
      if let only, file.kind != .regular || !only.contains(file.systemPath) { continue }
      switch file.kind {
      case .directory: units.append(PackUnit(file: file, content: .directory))
      case .symlink(let target):
        note(file, target)
        units.append(PackUnit(file: file, content: .symlink(target: target)))
      case .regular:
        files += 1
        bytes += file.size
        append(file)
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

  private mutating func append(_ file: FoundFile) {
    guard file.size > Self.pieceBytes else {
      units.append(PackUnit(file: file, content: .file))
      return
    }
    do {
      let input = try InputFile(path: file.systemPath)
      let start = try input.read(at: 0, count: min(16, input.count))
      // A file that shrank since the walk is small enough to be read whole.
      let isPicture = ImageFormat(sniffing: start) != nil && input.count <= Self.pictureBytes
      guard !isPicture, input.count > Self.pieceBytes else {
        units.append(PackUnit(file: file, content: .file))
        return
      }
      for offset in stride(from: 0, to: input.count, by: Self.pieceBytes) {
        let range = offset..<min(offset + Self.pieceBytes, input.count)
        units.append(PackUnit(file: file, content: .piece(input, range: range)))
      }
    } catch {
      problems.append(Problem(message: "\(error), left out", kind: .system))
    }
  }
}
