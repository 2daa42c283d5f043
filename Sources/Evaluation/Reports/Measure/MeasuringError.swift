import Aezip

/// Why a folder cannot be measured, or not be measured further.
package enum MeasuringError: Error, Equatable {
  /// None of the files found is a picture.
  case noPictures(place: String, files: Int)
  /// All that look like pictures are damaged or unreadable; what is wrong with the first.
  case nothingReadable(first: String)
  /// A picture was written to while it was measured.
  case changed(name: String)
  /// A picture that was there when the report began cannot be read any more.
  case lost(reason: String)
  /// What is called like the file of finished measurements is none, or another run has it open.
  case cache(name: String, reason: String)
  /// A codec did not give back every picture.
  case incomplete(codec: String, missing: String)
  case unknownCodec(String, known: [String])
  /// The codec that BD-rates are to be against was not measured.
  case noAnchor(String, known: [String])
}

extension MeasuringError: KindedError {
  /// Whose fault it is.
  package var kind: ErrorKind {
    switch self {
    case .noPictures, .unknownCodec, .noAnchor: .misuse
    case .nothingReadable, .incomplete: .badData
    case .changed, .lost, .cache: .system
    }
  }
}

extension MeasuringError: CustomStringConvertible {
  /// One line that says what is wrong and what to do.
  package var description: String {
    switch self {
    case .noPictures(let place, 0): "\(place): no files here; name a folder with pictures"
    case .noPictures(let place, let files):
      "\(place): none of the \(files) files here is a PNG or JPEG picture"
    case .nothingReadable(let first): "no picture could be read: \(first)"
    case .changed(let name): "\(name): changed while it was measured; run the report again"
    case .lost(let reason): "\(reason); the report is given up, what was measured is kept"
    case .cache(let name, let reason): "\(name): \(reason)"
    case .incomplete(let codec, let missing): "\(codec): \(missing) did not come back"
    case .unknownCodec(let name, let known):
      "no codec is called '\(name)'; there are \(known.joined(separator: ", "))"
    case .noAnchor(let name, let known):
      "nothing can be compared with '\(name)', which was not measured; there are "
        + known.joined(separator: ", ")
    }
  }
}
