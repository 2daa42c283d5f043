import Bytes

/// How an entry contradicts the format, itself or another entry.
package enum EntryFlaw: Hashable, Sendable {
  case emptyPath
  case pathTooLong(bytes: Int)
  case absolutePath
  case zeroInPath
  /// A component of the path is empty, "." or "..".
  case badComponent
  case mode(UInt16)
  case nanoseconds(UInt32)
  case size(Int)
  /// A picture without picture fields, or another kind with them.
  case pictureFields
  case dimensions(width: Int, height: Int)
  case channels(Int)
  case unknownModel(Int, count: Int)
  /// A picture that no model decodes names one.
  case needlessModel(Int)
  case digestOfOtherKind
  /// The error of a table is negative or not finite.
  case maximumError(Double)
  /// The size of a table is outside of 1…2²⁸ bytes.
  case tableSize(Int)
  /// The size of a JPEG file is outside of 1…2²⁸ bytes.
  case jpegSize(Int)
  /// The size of a file with rasters is outside of 1…2³⁰ bytes.
  case rasterSize(Int)
  /// A directory has a size or a body.
  case directoryWithContent
  /// A link's target is outside of 1…32768 bytes, or has another length than the entry's size.
  case targetLength(Int)
  case pieceOutsideFile(offset: Int, length: Int, size: Int)
  /// Only files stored byte for byte may have pieces.
  case piecesOfOtherKind
  /// The pieces of a file overlap, or leave a gap.
  case brokenPieces(offset: Int, expected: Int)
  case duplicate
  /// The entry before a copy, in its block, neither ends a file nor is a copy.
  case copyOfNothing
  /// A copy has another size than its original.
  case copyOfOtherSize(Int, original: Int)
  /// A copy has a body.
  case copyWithContent
  /// A file has more copies than the format allows.
  case tooManyCopies(limit: Int)
  /// The path leads through an entry that is not a directory.
  case belowFile(path: [UInt8])
}

extension EntryFlaw {
  /// Whether no damage brings the flaw about: a path that leads elsewhere was written on purpose.
  package var isHostile: Bool {
    switch self {
    case .absolutePath, .zeroInPath, .badComponent, .belowFile: true
    default: false
    }
  }
}

extension EntryFlaw: CustomStringConvertible {
  package var description: String {
    switch self {
    case .emptyPath: "empty path"
    case .pathTooLong(let bytes): "path of \(bytes) bytes, \(ArchiveLimit.path) allowed"
    case .absolutePath: "absolute path"
    case .zeroInPath: "zero byte in path"
    case .badComponent: "path with an empty, \".\" or \"..\" component"
    case .mode(let mode): "permission bits 0o\(String(mode, radix: 8))"
    case .nanoseconds(let count): "\(count) nanoseconds, 999999999 allowed"
    case .size(let size): "size \(size), \(ArchiveLimit.fileSize) allowed"
    case .pictureFields: "picture fields and kind contradict each other"
    case .dimensions(let width, let height): "\(width) × \(height) pixels"
    case .channels(let count): "\(count) channels, 1 to 4 allowed"
    case .unknownModel(let index, let count): "needs model \(index) of \(count)"
    case .needlessModel(let index): "names model \(index), and needs none"
    case .digestOfOtherKind: "digest of another kind of entry"
    case .maximumError(let error): "numbers that may be off by \(error)"
    case .tableSize(let size): "table of \(size) bytes, 1 to \(DecodeLimits.tableBytes) allowed"
    case .jpegSize(let size): "JPEG file of \(size) bytes, 1 to \(ArchiveLimit.jpegSize) allowed"
    case .rasterSize(let size):
      "file with rasters of \(size) bytes, 1 to \(ArchiveLimit.rasterSize) allowed"
    case .directoryWithContent: "directory with content"
    case .targetLength(let length): "link target of \(length) bytes, or not the size declared"
    case .pieceOutsideFile(let offset, let length, let size):
      "piece of \(length) bytes at \(offset) in a file of \(size)"
    case .piecesOfOtherKind: "piece of an entry that cannot have several"
    case .brokenPieces(let offset, let expected):
      "piece begins at \(offset) where \(expected) is expected"
    case .duplicate: "path occurs twice"
    case .copyOfNothing: "copy that follows no file in its block"
    case .copyOfOtherSize(let size, let original):
      "copy of \(size) bytes of a file of \(original)"
    case .copyWithContent: "copy with content of its own"
    case .tooManyCopies(let limit): "more than \(limit) copies of one file"
    case .belowFile(let path): "lies below \"\(printable(path))\", which is no directory"
    }
  }
}
