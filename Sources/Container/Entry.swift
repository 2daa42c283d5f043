/// One piece: a directory, a link, a picture, or a file stored exactly, whole or in part.
///
/// An entry is one row of a catalogue. Only a file stored exactly may have several, one behind
/// the other.
package struct Entry: Hashable, Sendable {
  /// Relative, components separated by "/"; bytes, in no particular encoding.
  package var path: [UInt8]
  package var kind: EntryKind
  /// Permission bits, at most 0o7777.
  package var mode: UInt16
  package var modified: Timestamp
  /// Bytes of the original file; of a link, bytes of its target; of a directory, 0.
  package var size: Int
  /// Where in the file this piece begins; 0 unless the file is stored exactly in several pieces.
  package var pieceOffset: Int
  /// Bytes of this piece in its block's body, which sets it. An archive's list of entries knows it
  /// of exact files and links, and has 0 for all others.
  package var bodyLength: Int
  /// Bytes of this piece in its block's extras, which sets it. 0 in an archive's list of entries.
  package var extrasLength: Int
  /// There exactly if the kind is ``EntryKind/picture``.
  package var picture: PictureInfo?
  /// How far each number of a table may be from the original's; 0 where the file is the original
  /// byte for byte, and of all other kinds.
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

  /// Whether the next entry may be a copy: of this file, or of the one this is a copy of.
  ///
  /// A copy names no original. It follows it, or another copy of it, in the same block, so that
  /// there is nothing to point elsewhere, and whoever has the block has both.
  package var isCopiable: Bool {
    kind == .picture || kind == .table || kind == .copy || (kind == .exact && endsFile)
  }

  /// Where in the file this piece ends.
  package var pieceEnd: Int { pieceOffset + bodyLength }
}

/// What an entry is. Values this program does not know are listed and not extracted.
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
  /// A picture stored as codes of a model.
  package static let picture = EntryKind(rawValue: 3)
  /// A further name of the file that the entries before it store; see ``Entry/isCopiable``.
  package static let copy = EntryKind(rawValue: 4)
  /// A table of numbers stored as codes.
  package static let table = EntryKind(rawValue: 5)
}

/// A moment, counted from 1970-01-01 00:00:00 UTC.
package struct Timestamp: Hashable, Sendable {
  package var seconds: Int64
  /// After `seconds`, 0…999,999,999.
  package var nanoseconds: UInt32

  package init(seconds: Int64 = 0, nanoseconds: UInt32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }
}
