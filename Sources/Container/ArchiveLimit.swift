/// What format 1 allows; a reader checks each before it allocates.
package enum ArchiveLimit {
  /// Bytes of a section's payload.
  package static let sectionPayload = Int(Int32.max)
  /// Models an archive may name.
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
  /// Copies of one file in a row, lest one body be written out without end.
  package static let copies = (1 << 12) - 1
  /// Bytes of a block's catalogue before compression; also of all its paths written out.
  package static let catalogue = 1 << 26
  /// Bytes of a block's extras before compression.
  package static let extras = 1 << 29
  /// Bytes of a block's body before compression.
  package static let body = 1 << 30
  /// Bytes of the index before compression; also of all its paths written out.
  package static let index = 1 << 30
  /// Bytes of a path, and of a symbolic link's target.
  package static let path = 1 << 15
  /// Bytes of an original file.
  package static let fileSize = 1 << 60
  /// Pixels along one side of a picture.
  package static let pictureSide = 1 << 24
  /// Pixels of a picture.
  package static let picturePixels = 1 << 32
}
