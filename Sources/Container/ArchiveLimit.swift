import Bytes

/// The limits of format 1. A reader checks each of them before it allocates.
package enum ArchiveLimit {
  /// Bytes of a section's payload.
  package static let sectionPayload = Int(Int32.max)
  /// Models that an archive may name.
  package static let models = 255
  /// Bytes of a model's name.
  package static let modelName = 255
  /// Bytes of a model file.
  package static let modelFile = 1 << 30
  /// Bytes of all matrices of a packed model.
  package static let matrices = 1 << 26
  /// Columns of a matrix, less one.
  package static let columns = 1 << 20
  /// Matrices of a packed model.
  package static let matrixCount = 4096
  /// Pieces in an archive.
  package static let pieces = 1 << 24
  /// Pieces in a block.
  package static let piecesInBlock = 1 << 16
  /// Copies of one file in a row. The limit keeps one body from being extracted without end.
  package static let copies = (1 << 12) - 1
  /// Bytes of a block's catalogue before compression, and of all its paths together.
  package static let catalogue = 1 << 26
  /// Bytes of a block's extras before compression.
  package static let extras = 1 << 29
  /// Bytes of a block's body before compression.
  package static let body = 1 << 30
  /// Bytes of the index before compression, and of all its paths together.
  package static let index = 1 << 30
  /// Bytes of a path, and of a symbolic link's target.
  package static let path = 1 << 15
  /// Bytes of an original file.
  package static let fileSize = 1 << 60
  /// Bytes of a JPEG file that is entropy-coded.
  package static let jpegSize = 1 << 28
  /// Bytes of a file whose rasters are entropy-coded.
  package static let rasterSize = 1 << 30
  /// Pixels along one side of a picture.
  package static let pictureSide = 1 << 24
  /// Pixels of a picture.
  package static let picturePixels = 1 << 32
}

extension DecodeLimits {
  /// The most bytes of a block's extras.
  var extrasBytes: Int { min(bytes / 2, ArchiveLimit.extras) }
  /// The most bytes of a model file.
  package var modelBytes: Int { min(bytes / 4, ArchiveLimit.modelFile) }
  /// The most bytes of the index, and of all its paths together.
  package var indexBytes: Int { min(bytes / 4, ArchiveLimit.index) }
  /// The most entries of an archive.
  package var entries: Int { min(bytes / Self.entryBytes, ArchiveLimit.pieces) }

  /// The memory that an entry with its path takes, approximately.
  private static let entryBytes = 256

  /// Throws ``ArchiveError/aboveLimit(_:offset:limit:)`` for more than ``entries``.
  func check(
    entries count: Int, _ type: SectionType, at offset: Int
  ) throws(ArchiveError) {
    guard count <= entries else {
      throw .aboveLimit(type, offset: offset, limit: bytes)
    }
  }

  /// Turns the error of a frame into ``ArchiveError/aboveLimit(_:offset:limit:)`` if the frame
  /// declares more than `allowed` bytes, but no more than the format allows.
  func error(
    _ error: ZstdError, _ type: SectionType, at offset: Int, allowed: Int, format: Int
  ) -> ArchiveError {
    guard case .tooLarge(let declared, UInt64(allowed)) = error, declared <= UInt64(format),
      allowed < format
    else { return .frame(type, offset: offset, error) }
    return .aboveLimit(type, offset: offset, limit: bytes)
  }
}
