import Aezip
import Files
import Images

/// The quality of pictures against their originals: of a file against a file, or of all files of a
/// folder against those of another.
package struct PictureComparison: Sendable {
  /// Sorted by name.
  package private(set) var pictures: [ComparedPicture] = []
  /// The number of files that are not pictures and identical on both sides.
  package private(set) var equalFiles = 0
  /// Files that could not be compared, each named, and notes on those that could.
  package private(set) var problems: [Problem] = []

  /// Measures the pictures of `second` against those of `first`.
  ///
  /// Files in folders pair by name, or by name without extension where that is unambiguous.
  ///
  /// - Parameters:
  ///   - first: path of a file or folder, as bytes
  ///   - second: path of its copy
  ///   - jobs: pairs to work on at a time, at least 1
  /// - Throws: ``ComparisonError`` and `WalkError`; problems of single pairs are in `problems`
  package static func compare(
    _ first: [UInt8], with second: [UInt8], jobs: Int,
    progress: @Sendable (Progress) -> Void = { _ in }
  ) async throws -> PictureComparison {
    var comparison = PictureComparison()
    let pairs = try comparison.pairs(first, second)
    let comparer = PairComparer()
    var state = Progress(
      files: 0, totalFiles: pairs.count, bytes: 0,
      totalBytes: pairs.reduce(0) { $0 + $1.byteCount })
    try await Pipeline.run(pairs, width: jobs) { pair in
      (await comparer.compare(pair), pair.byteCount)
    } consume: { outcome, byteCount in
      comparison.take(outcome)
      state.files += 1
      state.bytes += byteCount
      progress(state)
    }
    return comparison
  }

  private mutating func pairs(_ first: [UInt8], _ second: [UInt8]) throws -> [FilePair] {
    let (one, other) = (try Self.status(of: first), try Self.status(of: second))
    switch (one.kind == .directory, other.kind == .directory) {
    case (true, true):
      let match = try FolderMatch.find(first, second)
      guard !match.pairs.isEmpty || match.alone.count < 2 else {
        throw ComparisonError.nothingInCommon(first: first, second: second)
      }
      problems += match.problems.map { Problem(message: "\($0)", kind: .system) }
      problems += match.alone.map {
        Problem(
          message: "\(displayName(of: $0.path)): has no counterpart in "
            + displayName(of: $0.folder),
          kind: .misuse)
      }
      return match.pairs
    case (false, false):
      return [
        FilePair(
          name: first, first: first, second: second, byteCount: one.stamp.size, origin: .given)
      ]
    case (true, false): throw ComparisonError.fileAgainstFolder(file: second, folder: first)
    case (false, true): throw ComparisonError.fileAgainstFolder(file: first, folder: second)
    }
  }

  private static func status(of path: [UInt8]) throws(WalkError) -> FileStatus {
    guard !path.isEmpty else { throw .emptyArgument }
    do throws(SystemError) {
      guard let status = try Directory.current.status(of: path, followingLinks: true) else {
        throw SystemError.missing(path)
      }
      return status
    } catch {
      throw .argument(error)
    }
  }

  private mutating func take(_ outcome: PairOutcome) {
    switch outcome {
    case .picture(let picture, let notes):
      pictures.append(picture)
      problems += notes
    case .equalFiles: equalFiles += 1
    case .incomparable(let reasons): problems += reasons
    }
  }
}

extension PictureComparison {
  /// Means over the pictures.
  package var mean: PictureQuality { PictureQuality(meanOf: pictures.map(\.quality)) }
}

/// Why two paths cannot be compared.
package enum ComparisonError: KindedError, Equatable {
  case fileAgainstFolder(file: [UInt8], folder: [UInt8])
  /// No file of one folder has a counterpart in the other.
  case nothingInCommon(first: [UInt8], second: [UInt8])

  package var kind: ErrorKind { .misuse }
}

extension ComparisonError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .fileAgainstFolder(let file, let folder):
      "\(displayName(of: file)) is a file, but \(displayName(of: folder)) is a folder"
    case .nothingInCommon(let first, let second):
      "\(displayName(of: first)) and \(displayName(of: second)) have no file in common"
    }
  }
}
