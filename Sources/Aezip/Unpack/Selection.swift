import Container
import Files

/// The selected entries.
struct Selection {
  /// Folders, in the archive's order.
  private(set) var folders: [Entry] = []
  /// Indices of all other entries.
  private(set) var files: [Int] = []
  /// Patterns that nothing matches.
  private(set) var unmatched: [String] = []

  /// - Parameters:
  ///   - patterns: see ``NameSelector``; all entries are wanted if there are none
  ///   - ignoringCase: whether upper and lower case letters are the same
  init(
    _ entries: [Entry], patterns: [String], ignoringCase: Bool = false
  ) throws(AezipError) {
    let selector = NameSelector(
      patterns, ignoringCase: ignoringCase, among: entries.lazy.map(\.path))
    for (position, entry) in entries.enumerated() where selector.covers(entry.path) {
      if entry.kind == .directory {
        folders.append(entry)
      } else {
        files.append(position)
      }
    }
    unmatched = selector.unmatched
    if !patterns.isEmpty, folders.isEmpty, files.isEmpty { throw .nothingMatches(patterns) }
  }

  /// Removes the files whose entries match `isUnwanted`.
  ///
  /// - Returns: the number of removed files; a file in several pieces counts once
  mutating func leaveOut(of entries: [Entry], where isUnwanted: (Entry) -> Bool) -> Int {
    var count = 0
    files.removeAll { position in
      guard isUnwanted(entries[position]) else { return false }
      if entries[position].beginsFile { count += 1 }
      return true
    }
    return count
  }

  /// Keeps the files of some paths, and no folders.
  func only(_ paths: Set<[UInt8]>, of entries: [Entry]) -> Selection {
    var selection = self
    selection.folders = []
    selection.files = files.filter { paths.contains(entries[$0].path) }
    return selection
  }

  /// Splits the files into independent units: a block's whole files together, each file in several
  /// pieces alone. A copy belongs to its original's unit, whether that is selected or not.
  func units(of reader: ArchiveReader) -> [ExtractionUnit] {
    var units: [ExtractionUnit] = []
    var current: (block: Int, files: [WantedFile]) = (0, [])
    func flush() {
      if !current.files.isEmpty { units.append(.block(current.block, current.files)) }
      current.files = []
    }
    var last = (position: -1, original: -1)
    for position in files {
      let original = Self.original(of: position, last, in: reader.entries)
      last = (position, original)
      let pieces = Self.pieces(endingAt: original, in: reader.entries)
      // The last piece represents all.
      if position == original, Self.goesOn(position, in: reader.entries) { continue }
      if pieces.count > 1 || !reader.entries[original].isWhole {
        flush()
        if case .split(pieces, let targets) = units.last {
          units[units.count - 1] = .split(pieces, targets: targets + [position])
        } else {
          units.append(.split(pieces, targets: [position]))
        }
      } else {
        let block = reader.block(ofEntry: position)
        if block != current.block {
          flush()
          current.block = block
        }
        if current.files.last?.original == original {
          current.files[current.files.count - 1].targets.append(position)
        } else {
          current.files.append(WantedFile(original: original, targets: [position]))
        }
      }
    }
    flush()
    return units
  }

  /// What the entry at `position` is a copy of, or itself.
  ///
  /// - Parameter last: an entry before it and its original, lest a long row of copies be walked
  ///   again for each
  static func original(
    of position: Int, _ last: (position: Int, original: Int) = (-1, -1), in entries: [Entry]
  ) -> Int {
    var original = position
    while entries[original].kind == .copy {
      original -= 1
      if original == last.position { return last.original }
    }
    return original
  }

  /// Whether the next entry belongs to the same file.
  private static func goesOn(_ position: Int, in entries: [Entry]) -> Bool {
    position + 1 < entries.count && entries[position + 1].path == entries[position].path
  }

  /// The available pieces of the file that ends at `end`.
  static func pieces(endingAt end: Int, in entries: [Entry]) -> Range<Int> {
    var start = end
    while !entries[start].beginsFile, start > 0, entries[start - 1].path == entries[end].path {
      start -= 1
    }
    return start..<end + 1
  }
}

extension Entry {
  /// Whether it is a whole file rather than a piece.
  var isWhole: Bool { beginsFile && endsFile }
}

/// A file as an archive stores it, whole in one block.
struct WantedFile: Sendable {
  /// Its index in the archive.
  let original: Int
  /// Indices of the entries to extract: its own, copies of it, or both.
  var targets: [Int]
}

/// Work that is independent of other units.
enum ExtractionUnit: Sendable {
  case block(Int, [WantedFile])
  /// Indices of a file's pieces, and of the entries to extract.
  case split(Range<Int>, targets: [Int])
}

/// The result of a unit.
struct ExtractedPart: Sendable {
  var files = ContentCounts()
  /// Those that are copies.
  var copies = ContentCounts()
  var uncheckedPictures = 0
  /// The paths of all extracted entries.
  var paths: [[UInt8]] = []
  var links = 0
  /// Bytes written, or that would be.
  var bytes = 0
  /// Bytes of the original files.
  var originalBytes = 0
  var problems: [Problem] = []
}
