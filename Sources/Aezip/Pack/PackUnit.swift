import Container
import Entropy
import Files
import Networks

/// A unit of work of packing, which becomes one entry.
struct PackUnit: Sendable {
  enum Content: Sendable {
    case directory
    case symlink(target: [UInt8])
    /// A file read whole, which may be a picture or a table.
    case file
    /// A range of an open file too large to read whole.
    case piece(OpenFile, range: Range<Int>)
  }

  let file: PackFile
  let content: Content
  /// Files identical to the one that ends with this unit.
  var copies: PlannedCopies?
}

/// The result of packing a unit.
struct PackedUnit: Sendable {
  /// Nil if the file could not be read, which is a problem.
  var piece: PackedPiece?
  var problems: [Problem] = []
  /// Planned copies whose bytes have changed, or whose original is missing.
  var apart: [PackFile] = []
}

/// A unit read and encoded, ready for a block.
struct PackedPiece: Sendable {
  /// A block holds pieces of one family, as their bodies compress alike.
  enum Family: Hashable, Sendable {
    case picture
    /// Files whose content is coded anew, exactly: JPEG files, and files with rasters.
    case recoded
    /// Pictures whose latents are coded together, by the index of their model.
    case objects(model: Int)
    /// Tables, by whether zstd cannot compress them further.
    case table(isDense: Bool)
    case exact

    /// The order in which the last block of each family is written.
    var rank: Int {
      switch self {
      case .picture: 0
      case .recoded: 1
      case .objects(let model): 2 + model
      case .table(let isDense): isDense ? .max - 1 : .max - 2
      case .exact: .max
      }
    }
  }

  var entry: Entry
  let family: Family
  var body: SymbolStream
  /// Latents coded together with others, instead of a body.
  var grouped: GroupedPicture?
  var extras: [UInt8] = []
  /// Samples of a tiny picture, whose block has one digest for all.
  var sharedSamples: [UInt8]?
  /// Bytes of the original file in this piece.
  var originalBytes: Int
  var psnr: Double?
  var problems: [Problem] = []
  /// Reasons why an apparent picture or table is stored losslessly.
  var notes: [String] = []
  /// Whether the coder of JPEG files did not give the file back.
  var isMismatch = false
  /// The same for the file, and for its copies, by name.
  var exactNotes: [ExactNote] = []
  /// Further names of the file that ends with this piece.
  var copies: PlannedCopies?

  /// The entries of the copies.
  var copyEntries: [Entry] {
    (copies?.files ?? []).map { file in
      var copy = Entry(file, kind: .copy)
      copy.size = entry.size
      // Tiny pictures have times in whole seconds, whichever of them comes first.
      if entry.picture?.isTiny ?? false { copy.modified.nanoseconds = 0 }
      return copy
    }
  }

  /// Whether this is one of several pieces of a file.
  var isPart: Bool { entry.kind == .exact && body.bytes.count < entry.size }
}

/// A picture's quantised latents, to be coded in a group of one model.
struct GroupedPicture: Sendable {
  let symbols: [Int16]
  let level: QualityLevel
  let model: SampleModel
  let coder: EntropyCoder
}

extension Entry {
  init(_ file: PackFile, kind: EntryKind) {
    self.init(
      path: file.archivePath, kind: kind, mode: file.mode,
      modified: Timestamp(
        seconds: file.modified.seconds, nanoseconds: file.modified.nanoseconds))
  }
}
