import Aezip
import ArgumentParser
import Files
import Images
import Training

/// Applies a command to a picture, which gives a PNG file, or to each picture of a folder, which
/// gives a folder with the same names. Pictures are turned upright, and their metadata are left
/// out.
struct PictureTask {
  private let input: RawPath
  private let output: RawPath
  private let isFolder: Bool
  private let overwrite: Bool
  /// Files that were left out, with the reasons.
  private(set) var problems: [Problem] = []
  /// The number of pictures written.
  private(set) var written = 0

  /// Checks input and output before any work is done.
  ///
  /// - Throws: if the input does not exist, or the output does
  init(_ input: RawPath, _ output: RawPath, overwrite: Bool) throws {
    (self.input, self.output, self.overwrite) = (input, output, overwrite)
    guard let status = try Directory.current.status(of: input.bytes, followingLinks: true) else {
      throw SystemError.missing(input.bytes)
    }
    isFolder = status.kind == .directory
    let file = try PictureOutput(output, overwrite: overwrite, isFolder: isFolder)
    if isFolder, file.isOnePicture {
      throw ValidationError(
        "\(output): one file cannot hold the pictures of a folder; give the name of a folder")
    }
    if !isFolder, !file.isOnePicture {
      throw ValidationError("the output of one picture must end in .png, not '\(output)'")
    }
  }

  /// Applies a function to all pictures, one after the other.
  ///
  /// - Throws: the error of a single picture; of a folder only errors that concern all pictures,
  ///   the others become ``problems``
  mutating func run(_ line: ProgressLine, _ body: (Image) async throws -> Image) async throws {
    guard isFolder else {
      let made: Image
      do {
        made = try await body(readPicture(input))
      } catch let error as any KindedError {
        throw Failure(file: input, error: error)
      }
      try PictureOutput(output, overwrite: overwrite).write(made)
      written = 1
      return
    }
    let walk = try FileWalk.walk([input.bytes + Array("/.".utf8)])
    problems = walk.problems.map { Problem(message: "\($0)", kind: .system) }
    guard walk.entries.contains(where: { $0.kind == .regular }) else {
      throw DatasetError.empty(paths: [input.bytes])
    }
    let folder = try NewFolder(path: output.bytes)
    var names = OutputNames(of: walk.entries.map(\.archivePath))
    var progress = Progress(
      files: 0, totalFiles: walk.entries.count, bytes: 0,
      totalBytes: walk.entries.reduce(0) { $0 + $1.size })
    for entry in walk.entries {
      line.show(progress)
      switch entry.kind {
      case .directory: try makeFolder(entry.archivePath)
      case .symlink:
        let name = displayName(of: input.bytes + Array("/".utf8) + entry.archivePath)
        problems.append(Problem(message: "\(name): is a link, left out", kind: nil))
      case .regular: try await run(entry, into: names.png(for: entry.archivePath), body)
      }
      progress.files += 1
      progress.bytes += entry.size
    }
    folder.keep()
  }

  private mutating func run(
    _ file: FoundFile, into name: [UInt8], _ body: (Image) async throws -> Image
  ) async throws {
    let path = RawPath(input.bytes + Array("/".utf8) + file.archivePath)
    let image: Image
    do {
      image = try readPicture(path)
    } catch {
      problems.append(Problem(message: "\(error), left out", kind: .system))
      return
    }
    let made: Image
    do {
      made = try await body(image)
    } catch let error as any KindedError {
      problems.append(Problem(message: "\(path): \(error), left out", kind: .system))
      return
    }
    try PictureOutput(RawPath(outputPath(of: name)), overwrite: false).write(made)
    written += 1
  }

  private func outputPath(of name: [UInt8]) -> [UInt8] {
    name.isEmpty ? output.bytes : output.bytes + Array("/".utf8) + name
  }

  private func makeFolder(_ name: [UInt8]) throws {
    let path = outputPath(of: name)
    guard try Directory.current.makeDirectory(named: path, mode: 0o777) else {
      throw OutputError.exists(path: path)
    }
  }

  /// Prints what was written and what was left out.
  func printSummary(_ report: ReportOptions) throws {
    Output.complain(about: problems)
    if report.json {
      let path = PathJSON(output.bytes)
      try Output.print(
        json: TaskJSON(path: path.path, pathBytes: path.pathBytes, pictures: written))
    } else if !report.quiet {
      try Output.print("\(plural(written, "picture")) in \(output)")
    }
    if !problems.isEmpty { throw ExitCode(for: problems) }
  }

  private struct TaskJSON: Encodable {
    let path: String
    let pathBytes: String?
    let pictures: Int
  }
}

/// Gives input files names in .png. The extension is replaced, or .png is appended if another file
/// has that name.
private struct OutputNames {
  private var taken: Set<[UInt8]>

  init(of names: [[UInt8]]) { taken = Set(names) }

  mutating func png(for name: [UInt8]) -> [UInt8] {
    let ending = Array(".png".utf8)
    guard name.suffix(4) != ending[...] else { return name }
    let base = name.split(separator: 0x2F, omittingEmptySubsequences: false).last ?? []
    // A name that begins with its only dot has no extension.
    let cut = base.dropFirst().lastIndex(of: 0x2E) ?? name.endIndex
    var found = name[..<cut] + ending
    if taken.contains(Array(found)) { found = name[...] + ending }
    while !taken.insert(Array(found)).inserted { found += ending }
    return Array(found)
  }
}
