import Container
import ExactCodec
import Files
import Images
import Tables

/// The units to pack, in the order of the archive.
struct PackPlan: Sendable {
  private(set) var units: [PackUnit] = []
  private(set) var problems: [Problem] = []
  private(set) var files = 0
  private(set) var bytes = 0
  /// Whether some of the files are copies of others.
  var hasCopies: Bool { units.contains { $0.copies != nil } }

  /// Larger files are split into pieces of this many bytes unless they are pictures.
  static let pieceBytes = 8 << 20
  /// Larger pictures are stored losslessly in pieces, as they do not fit in memory.
  static let pictureBytes = 256 << 20
  /// The most identical files in a block: one and its copies.
  static let maximumAlike = ArchiveLimit.copies + 1

  /// - Parameters:
  ///   - found: files, folders and links in the order of the archive
  ///   - problems: problems with what could not be found
  ///   - duplicates: groups of identical files among those found
  init(_ found: [PackFile], _ problems: [Problem], _ duplicates: Duplicates) {
    self.problems = problems
    var copies: [Int: PlannedCopies] = [:]
    var isCopy = Array(repeating: false, count: found.count)
    for group in duplicates.groups {
      for start in stride(from: 0, to: group.members.count, by: Self.maximumAlike) {
        let alike = group.members[start...].prefix(Self.maximumAlike)
        for member in alike.dropFirst() { isCopy[member] = true }
        copies[group.members[start]] = PlannedCopies(
          digest: group.digest, files: alike.dropFirst().map { found[$0] })
      }
    }
    for (index, file) in found.enumerated() {
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

  /// Warns of a link that unpacking refuses to make, while its original still exists.
  private mutating func note(_ file: PackFile, _ target: [UInt8]) {
    guard let path = try? EntryPath(file.archivePath), !path.allowsLink(to: target) else { return }
    problems.append(
      Problem(
        message: "\(displayName(of: file.systemPath)): a link to \(displayName(of: target)), out "
          + "of what is packed; it is stored, but unpack will not make it",
        kind: nil))
  }

  private mutating func append(_ file: PackFile, copies: PlannedCopies?) {
    do {
      var added = try Self.units(of: file)
      // Copies follow all pieces of their original.
      added[added.count - 1].copies = copies
      units += added
    } catch {
      problems.append(Problem(message: "\(error), left out", kind: .system))
      for file in copies?.files ?? [] { append(file, copies: nil) }
    }
  }

  /// Splits a regular file into one or more units.
  ///
  /// - Throws: `InputError`
  static func units(of file: PackFile) throws -> [PackUnit] {
    let whole = [PackUnit(file: file, content: .file)]
    guard file.size > pieceBytes else { return whole }
    let input = try file.open()
    // A file that shrank since the walk is small enough to read whole.
    let isPicture = ImageFormat(sniffing: try input.start()) != nil && input.count <= pictureBytes
    let hasRasters =
      RasterLayout.mayBegin(with: try input.start()) && input.count <= RasterFileCoder.sizeLimit
    // Tables are coded as a whole, too.
    guard !isPicture, !hasRasters, try !TableCandidate.isTable(input), input.count > pieceBytes
    else {
      return whole
    }
    return stride(from: 0, to: input.count, by: pieceBytes).map { offset in
      let range = offset..<min(offset + pieceBytes, input.count)
      return PackUnit(file: file, content: .piece(input, range: range))
    }
  }
}

extension PackPlan {
  /// Whether any file starts like a picture of some format.
  func hasPictures(_ formats: Set<ImageFormat>) -> Bool {
    units.contains { unit in
      guard case .file = unit.content, let start = try? unit.file.open().start(),
        let format = ImageFormat(sniffing: start)
      else { return false }
      return formats.contains(format)
    }
  }

  /// Whether any file starts as files with rasters do.
  var mayHaveRasters: Bool {
    units.contains { unit in
      guard case .file = unit.content, let start = try? unit.file.open().start() else {
        return false
      }
      return RasterLayout.mayBegin(with: start)
    }
  }

  /// Whether no other file is coded while a file is.
  var hasOneFile: Bool {
    units.count { if case .file = $0.content { true } else { false } } == 1
  }
}
