import Aezip

/// Why pictures cannot be measured, or not be measured further.
package enum MeasuringError: Error, Equatable {
  /// None of the files found is a picture.
  case noPictures(path: String, files: Int)
  /// The paths hold no byte that could be stored.
  case nothingToStore(path: String)
  /// Every picture is damaged or unreadable; the reason of the first.
  case nothingReadable(first: String)
  /// A picture was written to while it was measured.
  case changed(name: String)
  /// A picture of the set can no longer be read.
  case lost(reason: String)
  /// The file of finished measurements is not one.
  case foreignCache(name: String)
  /// Another run has the file of finished measurements open.
  case cacheInUse(name: String)
  /// A codec did not return every picture.
  case incomplete(codec: String, missing: String)
  /// No codec has that identifier.
  case unknownCodec(String, known: [String])
  /// The codec that BD-rates are against was not measured.
  case noAnchor(String, known: [String])
}

extension MeasuringError: KindedError {
  package var kind: ErrorKind {
    switch self {
    case .noPictures, .nothingToStore, .unknownCodec, .noAnchor: .misuse
    case .nothingReadable, .incomplete: .badData
    case .changed, .lost, .foreignCache, .cacheInUse: .system
    }
  }
}

extension MeasuringError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noPictures(let path, 0): "\(path): contains no files"
    case .noPictures(let path, let files):
      "\(path): none of its \(counted(files, "file")) is a PNG or JPEG picture"
    case .nothingToStore(let path): "\(path): contains no file that can be read and is not empty"
    case .nothingReadable(let first): "no picture could be read: \(first)"
    case .changed(let name): "\(name): changed while it was measured"
    case .lost(let reason): "\(reason); the report cannot be completed"
    case .foreignCache(let name): "\(name): is not a file of measurements"
    case .cacheInUse(let name): "\(name): another report is writing to this file"
    case .incomplete(let codec, let missing): "\(codec): did not return \(missing)"
    case .unknownCodec(let name, let known):
      "no codec is called '\(name)'; known are \(known.joined(separator: ", "))"
    case .noAnchor(let name, let known):
      "BD-rates against '\(name)' need its curve, which was not measured; measured were "
        + known.joined(separator: ", ")
    }
  }
}
