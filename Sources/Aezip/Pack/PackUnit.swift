import Container
import Entropy
import Files
import Networks

/// A piece of work of packing: what becomes one entry.
struct PackUnit: Sendable {
  enum Content: Sendable {
    case directory
    case symlink(target: [UInt8])
    /// A file read whole; a picture perhaps.
    case file
    /// A range of a file too large to be held whole, already open.
    case piece(InputFile, range: Range<Int>)
  }

  let file: FoundFile
  let content: Content
  /// Files of the same bytes as this one, which ends here.
  var copies: PlannedCopies?
}

/// What became of a unit.
struct PackedUnit: Sendable {
  /// Nil where the file could not be read, which then is a problem.
  var piece: PackedPiece?
  var problems: [Problem] = []
  /// Files that were to be copies of this one, and have other bytes now or lack their original.
  var apart: [FoundFile] = []
}

/// A unit read and encoded, ready for a block.
struct PackedPiece: Sendable {
  /// Blocks hold pieces of one family, as their bodies are compressed alike.
  enum Family: Hashable, Sendable {
    case picture
    /// Pictures whose codes lie together, by the place of their model.
    case objects(model: Int)
    /// Tables, by whether zstd has nothing to compress of them.
    case table(isDense: Bool)
    case exact

    /// Where blocks of the family come when all are closed.
    var rank: Int {
      switch self {
      case .picture: 0
      case .objects(let model): 1 + model
      case .table(let isDense): isDense ? .max - 1 : .max - 2
      case .exact: .max
      }
    }
  }

  var entry: Entry
  let family: Family
  var body: CodeStream
  /// Codes that go into a stream with those of others, in place of a body.
  var grouped: GroupedPicture?
  var extras: [UInt8] = []
  /// Samples of a picture so small that its block has one digest for all.
  var sharedSamples: [UInt8]?
  /// Bytes of the original file in this piece.
  var originalBytes: Int
  var psnr: Double?
  var problems: [Problem] = []
  /// Why it is stored exactly, for a file that could be expected not to be.
  var notes: [String] = []
  /// Further names of the file that ends with this piece.
  var copies: PlannedCopies?

  /// The entries of the copies.
  var copyEntries: [Entry] {
    (copies?.files ?? []).map { file in
      var copy = Entry(file, kind: .copy)
      copy.size = entry.size
      // Tiny pictures keep their time to the second, whichever of them comes first.
      if entry.picture?.isTiny ?? false { copy.modified.nanoseconds = 0 }
      return copy
    }
  }

  /// Whether this is one of several pieces of a file.
  var isPart: Bool { entry.kind == .exact && body.bytes.count < entry.size }
}

/// A picture's codes, for a group of one model.
struct GroupedPicture: Sendable {
  let codes: [Int16]
  let level: QualityLevel
  let model: SampleModel
  let coder: EntropyCoder
}

extension Entry {
  init(_ file: FoundFile, kind: EntryKind) {
    self.init(
      path: file.archivePath, kind: kind, mode: file.mode,
      modified: Timestamp(
        seconds: file.modified.seconds, nanoseconds: file.modified.nanoseconds))
  }
}
