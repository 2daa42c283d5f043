import Files
import Images

/// A file in a folder that is not part of the data.
package struct LeftOut: Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    /// The file is neither a picture nor a table.
    case other
    /// The file is a table in a folder of pictures.
    case tableBesidePictures
    /// The file holds the labels of a table beside it.
    case labels
    /// The file is a symbolic link.
    case link
    /// The file is a picture whose header is damaged or not supported.
    case picture(ImageError)
    case unreadable(InputError)
    case walk(FileProblem)
  }

  package let path: [UInt8]
  package let reason: Reason

  package init(path: [UInt8], reason: Reason) {
    self.path = path
    self.reason = reason
  }
}

extension LeftOut: CustomStringConvertible {
  package var description: String {
    let name = displayName(of: path)
    return switch reason {
    case .other: "\(name): neither picture nor table, left out"
    case .tableBesidePictures: "\(name): a table among pictures, left out"
    case .labels: "\(name): labels of the samples beside it, left out"
    case .link: "\(name): a link, left out; name the file itself to have it"
    case .picture(let error): "\(name): \(error), left out"
    case .unreadable(let error): "\(error), left out"
    case .walk(let problem): problem.description
    }
  }
}
