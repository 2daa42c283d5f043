import Bytes

/// One row of a catalogue: a directory, a link, a picture, a table, a JPEG file, a file with
/// rasters, or a file stored byte for byte, whole or a piece of it.
///
/// Only a file stored byte for byte may have several rows, which follow each other.
package struct Entry: Hashable, Sendable {
  /// A relative path whose components are separated by "/"; bytes of any encoding.
  package var path: [UInt8]
  package var kind: EntryKind
  /// Permission bits, at most 0o7777.
  package var mode: UInt16
  package var modified: Timestamp
  /// The length of the original file or of a link's target in bytes; 0 for a directory.
  package var size: Int
  /// The offset of this piece in the file; 0 unless the file is stored in several pieces.
  package var pieceOffset: Int
  /// The length of this piece in its block's body, set by ``Block/append(_:body:extras:)``. In the
  /// entries of a reader it is 0 for all but exact files and links.
  package var bodyLength: Int
  /// The length of this piece in its block's extras; 0 in the entries of a reader.
  package var extrasLength: Int
  /// The fields of a picture; nil for other kinds.
  package var picture: PictureInfo?
  /// The largest error of the numbers of a table; 0 if the table is lossless, and for other kinds.
  package var maximumError: Double
  package var digest: EntryDigest

  package init(
    path: [UInt8], kind: EntryKind, mode: UInt16 = 0, modified: Timestamp = Timestamp(),
    size: Int = 0, pieceOffset: Int = 0, picture: PictureInfo? = nil, maximumError: Double = 0,
    digest: EntryDigest = .none
  ) {
    self.path = path
    self.kind = kind
    self.mode = mode
    self.modified = modified
    self.size = size
    self.pieceOffset = pieceOffset
    self.picture = picture
    self.maximumError = maximumError
    self.digest = digest
    bodyLength = 0
    extrasLength = 0
  }

  /// Whether the entry's file begins here.
  package var beginsFile: Bool { pieceOffset == 0 }

  /// Whether the entry's file ends here.
  package var endsFile: Bool { kind != .exact || pieceEnd == size }

  /// Whether the next entry may be a copy of this file, or of the file that this is a copy of.
  ///
  /// A copy does not name its original. It directly follows the original, or another copy of it, in
  /// the same block, so that a reader of the block has both.
  package var isCopiable: Bool {
    switch kind {
    case .picture, .table, .jpeg, .raster, .copy: true
    case .exact: endsFile
    default: false
    }
  }

  /// The offset in the file at which this piece ends.
  package var pieceEnd: Int { pieceOffset + bodyLength }
}

/// The kind of an entry. Entries of unknown kinds are listed but not extracted.
package struct EntryKind: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  package static let directory = EntryKind(rawValue: 0)
  /// A symbolic link; its body is the target.
  package static let symlink = EntryKind(rawValue: 1)
  /// A file stored byte for byte.
  package static let exact = EntryKind(rawValue: 2)
  /// A picture stored as latents of a model.
  package static let picture = EntryKind(rawValue: 3)
  /// Another name of the file that the entries before it store; see ``Entry/isCopiable``.
  package static let copy = EntryKind(rawValue: 4)
  /// A table of numbers, entropy-coded.
  package static let table = EntryKind(rawValue: 5)
  /// A JPEG file, entropy-coded, which comes back byte for byte.
  package static let jpeg = EntryKind(rawValue: 6)
  /// A file that holds samples as they are, which are entropy-coded; it comes back byte for byte.
  package static let raster = EntryKind(rawValue: 7)

  /// Whether an entry is a file whose content is coded anew and comes back byte for byte.
  package var isRecoded: Bool { self == .jpeg || self == .raster }
}

/// A time, counted from 1970-01-01 00:00:00 UTC.
package struct Timestamp: Hashable, Sendable {
  package var seconds: Int64
  /// Nanoseconds after `seconds`, 0…999,999,999.
  package var nanoseconds: UInt32

  package init(seconds: Int64 = 0, nanoseconds: UInt32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }
}

/// The digest that verifies a decoded entry.
package enum EntryDigest: Hashable, Sendable {
  case none
  /// The digest of the decoded samples of this picture.
  case samples(SampleDigest)
  /// SHA-256 of the whole file, stored with the last piece.
  case file(Digest)
  /// The block's shared digest covers this picture.
  case shared
}
