import Files
import Images
import Tables

/// The reasons why files cannot be used as data.
package enum DatasetError: Error, Equatable {
  case walk(WalkError)
  case input(InputError)
  case table(path: [UInt8], TableError)
  case picture(path: [UInt8], ImageError)
  /// No path was given.
  case noPaths
  /// A path names a file that is neither a picture nor a table; `startsWith` holds its first bytes.
  case notData(path: [UInt8], startsWith: [UInt8])
  /// The paths contain no file.
  case empty(paths: [[UInt8]])
  /// None of the files is a picture or a table.
  case nothingUsable(paths: [[UInt8]], files: Int, first: LeftOut?)
  case mixedKinds(picture: [UInt8], table: [UInt8])
  case mixedTables(first: [UInt8], TableKind, second: [UInt8], TableKind)
  case mixedPictures(first: [UInt8], PictureShape, second: [UInt8], PictureShape)
  /// The picture's shape differs from the one its header gave, or gave when the folder was scanned.
  case changed(path: [UInt8], was: PictureShape, found: PictureShape)
  case labels(path: [UInt8], found: [Int], samples: Int)
  /// The data exceed the limit, in bytes.
  case tooLarge(limit: Int)
}

extension DatasetError: CustomStringConvertible {
  /// One line that names the file, the problem and the remedy.
  package var description: String {
    switch self {
    case .walk(let error): error.description
    case .input(let error): error.description
    case .table(let path, let error): "\(displayName(of: path)): \(error)"
    case .picture(let path, let error): "\(displayName(of: path)): \(error)"
    case .noPaths: "no data named; give a folder of pictures, or tables as IDX, NPY or CSV"
    case .notData(let path, let bytes):
      """
      \(displayName(of: path)): neither a picture nor a table: starts with \
      \(bytes.isEmpty ? "nothing" : displayName(of: bytes)); give PNG, JPEG, IDX, NPY or CSV
      """
    case .empty(let paths):
      "\(names(of: paths)): no files there; give a folder of pictures, or tables"
    case .nothingUsable(let paths, let files, let first):
      """
      \(names(of: paths)): none of \(files) files is a picture or a table that can be used\
      \(first.map { " (\($0))" } ?? ""); give PNG, JPEG, IDX, NPY or CSV
      """
    case .mixedKinds, .mixedTables, .mixedPictures: mixture
    case .changed(let path, let was, let found):
      "\(displayName(of: path)): holds \(found), where its header had said \(was); start again"
    case .labels(let path, let found, let samples):
      """
      \(displayName(of: path)): \(shapeText(found)) labels for \(samples) samples; give the file \
      that belongs to them, or move this one away
      """
    case .tooLarge(let limit): "more than the \(limit) bytes allowed in memory; give fewer files"
    }
  }

  private var mixture: String {
    switch self {
    case .mixedKinds(let picture, let table):
      """
      \(displayName(of: picture)) is a picture and \(displayName(of: table)) a table; give one \
      kind of data at a time
      """
    case .mixedTables(let first, let one, let second, let other):
      """
      \(displayName(of: first)) has samples of \(one) and \(displayName(of: second)) of \
      \(other); give tables of one kind
      """
    case .mixedPictures(let first, let one, let second, let other):
      """
      \(displayName(of: first)) has \(one) and \(displayName(of: second)) \(other); give \
      pictures of one size, or photographs to --kind photo, which takes all sizes
      """
    default: ""
    }
  }

  private func names(of paths: [[UInt8]]) -> String {
    paths.map { displayName(of: $0) }.joined(separator: ", ")
  }
}
