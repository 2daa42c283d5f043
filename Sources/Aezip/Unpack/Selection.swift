import Container
import Files

/// The entries asked for.
struct Selection {
  /// Folders, in the archive's order.
  private(set) var folders: [Entry] = []
  /// Positions of all other entries.
  private(set) var files: [Int] = []
  /// Patterns that nothing matches.
  private(set) var unmatched: [String] = []

  /// - Parameter patterns: shell patterns; what none matches is left out. All if empty.
  init(_ entries: [Entry], patterns: [String]) throws(ArchiverError) {
    let globs = patterns.map { Glob($0) }
    var isMatched = globs.map { _ in false }
    for (position, entry) in entries.enumerated() {
      var isWanted = globs.isEmpty
      for (index, glob) in globs.enumerated() where !(isWanted && isMatched[index]) {
        guard glob.covers(entry.path) else { continue }
        (isWanted, isMatched[index]) = (true, true)
      }
      guard isWanted else { continue }
      if entry.kind == .directory {
        folders.append(entry)
      } else {
        files.append(position)
      }
    }
    unmatched = zip(patterns, isMatched).filter { !$1 }.map(\.0)
    if !globs.isEmpty, folders.isEmpty, files.isEmpty { throw .nothingMatches(patterns) }
  }

  /// The files of some paths; no folders.
  func only(_ paths: Set<[UInt8]>, of entries: [Entry]) -> Selection {
    var selection = self
    selection.folders = []
    selection.files = files.filter { paths.contains(entries[$0].path) }
    return selection
  }

  /// The files parted into what can be done at the same time: a block's whole files together,
  /// each file in several pieces alone. A copy goes with what it is a copy of, selected or not.
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
      // The last piece stands for all.
      if position == original, Self.goesOn(position, in: reader.entries) { continue }
      let isSplit = pieces.count > 1 || !reader.entries[original].endsFile
      if isSplit || !reader.entries[original].beginsFile {
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
  private static func original(
    of position: Int, _ last: (position: Int, original: Int), in entries: [Entry]
  ) -> Int {
    var original = position
    while entries[original].kind == .copy {
      original -= 1
      if original == last.position { return last.original }
    }
    return original
  }

  /// Whether the entry behind the one at `position` is of the same file.
  private static func goesOn(_ position: Int, in entries: [Entry]) -> Bool {
    position + 1 < entries.count && entries[position + 1].path == entries[position].path
  }

  /// The pieces of the file whose last one is at `end`; all that there are, in a damaged archive.
  private static func pieces(endingAt end: Int, in entries: [Entry]) -> Range<Int> {
    var start = end
    while !entries[start].beginsFile, start > 0, entries[start - 1].path == entries[end].path {
      start -= 1
    }
    return start..<end + 1
  }
}

/// A file as an archive stores it, whole in one block.
struct WantedFile: Sendable {
  /// Its position in the archive.
  let original: Int
  /// The positions of entries that are to come back: its own, copies of it, or both.
  var targets: [Int]
}

/// Work on an archive that needs nothing of other work.
enum ExtractionUnit: Sendable {
  case block(Int, [WantedFile])
  /// A file in several pieces, by their positions, and the entries that are to come back.
  case split(Range<Int>, targets: [Int])
}

/// What came of a unit.
struct ExtractedPart: Sendable {
  var pictures = 0
  var uncheckedPictures = 0
  var tables = 0
  var exactFiles = 0
  var links = 0
  /// Bytes written, or that would have been.
  var bytes = 0
  /// Bytes of the files before they were packed.
  var originalBytes = 0
  var problems: [Problem] = []
}
