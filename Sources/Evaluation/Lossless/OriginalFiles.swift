import Aezip
import Bytes
import Files

/// The files that codecs store exactly, with what is needed to see that they come back.
package struct OriginalFiles: Sendable {
  struct File: Sendable {
    let path: [UInt8]
    let bytes: Int
    let digest: Digest
    /// What it begins as; nil for other files.
    let format: Format?
  }

  /// Formats of pictures that codecs take by themselves.
  enum Format: String, Hashable, Sendable {
    case jpeg = "jpg"
    /// Portable maps of red, green and blue.
    case colourMap = "ppm"
    case greyMap = "pgm"

    /// - Parameter start: the first three bytes of a file
    init?(_ start: [UInt8]) {
      let isMap = start.first == UInt8(ascii: "P") && start.last == UInt8(ascii: "\n")
      switch start.dropFirst().first {
      case 0xD8 where start == [0xFF, 0xD8, 0xFF]: self = .jpeg
      case UInt8(ascii: "5") where isMap: self = .greyMap
      case UInt8(ascii: "6") where isMap: self = .colourMap
      default: return nil
      }
    }
  }

  /// The files and folders that were named.
  let roots: [[UInt8]]
  let files: [File]
  /// One problem for each file that could not be read.
  package let problems: [Problem]

  /// Bytes of all files.
  package var bytes: Int { files.reduce(0) { $0 + $1.bytes } }

  /// Finds the files among `paths`, files or folders, and reads each once.
  ///
  /// - Parameter progress: called from time to time
  /// - Throws: `WalkError`; ``MeasuringError/nothingToStore(path:)`` where there is no byte
  static func read(
    _ paths: [[UInt8]], progress: (Progress) -> Void
  ) throws -> OriginalFiles {
    let found = try paths.map(FoundFiles.walk)
    let candidates = found.flatMap(\.files)
    var problems = found.flatMap(\.problems)
    var files: [File] = []
    var state = Progress(files: 0, totalFiles: candidates.count, bytes: 0, totalBytes: 0)
    for candidate in candidates {
      do throws(InputError) {
        files.append(try File(candidate.found))
      } catch {
        problems.append(Problem(message: "\(error), not measured", kind: .system))
      }
      state.files += 1
      progress(state)
    }
    guard files.contains(where: { $0.bytes > 0 }) else {
      throw MeasuringError.nothingToStore(
        path: paths.map { displayName(of: $0) }.joined(separator: ", "))
    }
    return OriginalFiles(roots: paths, files: files, problems: problems)
  }
}

extension OriginalFiles.File {
  init(_ found: FoundFile) throws(InputError) {
    let file = try InputFile(path: found.systemPath, followingLinks: true)
    let start = try file.read(at: 0, count: min(3, file.count))
    self.init(
      path: found.systemPath, bytes: file.count, digest: try file.digest(),
      format: OriginalFiles.Format(start))
  }
}
