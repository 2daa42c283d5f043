import Files
import Images

/// A file in a folder that is not part of the data.
package struct LeftOut: Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    /// Neither picture nor table.
    case other
    /// A table in a folder of pictures.
    case tableBesidePictures
    /// The labels of a table beside it.
    case labels
    /// A symbolic link.
    case link
    /// A picture whose header is broken, or not supported.
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
    case .labels: "\(name): labels of the objects beside it, left out"
    case .link: "\(name): a link, left out; name the file itself to have it"
    case .picture(let error): "\(name): \(error), left out"
    case .unreadable(let error): "\(error), left out"
    case .walk(let problem): problem.description
    }
  }
}
