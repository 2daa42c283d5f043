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
    for (position, entry) in entries.enumerated() {
      guard globs.isEmpty || globs.contains(where: { $0.covers(entry.path) }) else { continue }
      if entry.kind == .directory {
        folders.append(entry)
      } else {
        files.append(position)
      }
    }
    unmatched = zip(patterns, globs).filter { _, glob in
      !entries.contains { glob.covers($0.path) }
    }.map(\.0)
    if !globs.isEmpty, folders.isEmpty, files.isEmpty { throw .nothingMatches(patterns) }
  }

  /// The files parted into what can be done at the same time: a block's whole files together,
  /// each file in several pieces alone.
  func units(of reader: ArchiveReader) -> [ExtractionUnit] {
    var units: [ExtractionUnit] = []
    var current: (block: Int, positions: [Int]) = (0, [])
    func flush() {
      if !current.positions.isEmpty {
        units.append(.block(current.block, positions: current.positions))
      }
    }
    for position in files {
      let entry = reader.entries[position]
      if !entry.beginsFile {
        guard case .split(let positions) = units.last else { continue }
        units[units.count - 1] = .split(positions: positions + [position])
      } else if !entry.endsFile {
        flush()
        current.positions = []
        units.append(.split(positions: [position]))
      } else {
        let block = reader.block(ofEntry: position)
        if block != current.block {
          flush()
          current = (block, [])
        }
        current.positions.append(position)
      }
    }
    flush()
    return units
  }
}

/// Work on an archive that needs nothing of other work.
enum ExtractionUnit: Sendable {
  /// Entries, by position in the archive, that lie whole in one block.
  case block(Int, positions: [Int])
  /// The pieces of one file, in order.
  case split(positions: [Int])
}

/// What came of a unit.
struct ExtractedPart: Sendable {
  var pictures = 0
  var exactFiles = 0
  var links = 0
  /// Bytes written, or that would have been.
  var bytes = 0
  /// Bytes of the files before they were packed.
  var originalBytes = 0
  var problems: [Problem] = []
}
