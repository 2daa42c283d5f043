import Aezip
import ArgumentParser
import Files

struct CatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat",
    abstract: "Write files of an archive to standard output.",
    discussion: """
      A picture is written as a file in its own format. Each file is decoded and checked \
      before its first byte is written. A name is one that `aezip list` shows, or a pattern \
      that stands for one file.

      Examples:
        aezip cat notes.aez Notes/todo.txt
        aezip cat photos.aez beach.jpg > beach.jpg
      """)

  @Argument(help: "The archive, or - for standard input.", completion: .file(extensions: ["aez"]))
  var archive: RawPath

  @Argument(help: ArgumentHelp("Files of the archive, in this order.", valueName: "name"))
  var names: [RawPattern]

  @OptionGroup var matching: CaseOption
  @OptionGroup var models: ModelsOption
  @OptionGroup var limit: LimitOption
  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var jobs: JobsOption

  func run() async throws {
    try await naming(archive) {
      let archive = try Archive(archive, passphrase, models: models.read(), limit: limit.bytes)
      let paths = try names.map {
        try archive.path(ofFileNamed: $0.text, ignoringCase: matching.ignoreCase)
      }
      for path in paths {
        try await EntryFile(path, of: archive, jobs: jobs.count).file.copyToStandardOutput()
      }
    }
  }
}

/// A file of an archive, unpacked where nobody sees it.
struct EntryFile {
  let file: InputFile
  /// The file goes with the last reference.
  private let folder: ScratchFolder

  /// - Throws: ``EntryError`` if it does not come back
  init(
    _ path: [UInt8], of archive: Archive, jpegQuality: JPEGQuality = .fitting, jobs: Int,
    signer: [UInt8]? = nil
  ) async throws {
    folder = try ScratchFolder()
    var options = UnpackOptions()
    options.paths = [path]
    options.jpegQuality = jpegQuality
    options.signer = signer
    options.jobs = jobs
    let report = try await archive.unpack(into: folder.path, options: options)
    if let problem = report.problems.first { throw EntryError(problem: problem) }
    guard report.links == 0 else {
      throw EntryError(
        problem: Problem(
          message: "\(displayName(of: path)): is a link; name the file it points to",
          kind: .misuse))
    }
    file = try InputFile(path: folder.path + [UInt8(ascii: "/")] + path)
  }
}

/// What keeps a single file from coming back.
struct EntryError: KindedError, CustomStringConvertible {
  let problem: Problem

  var kind: ErrorKind { problem.kind ?? .system }

  var description: String { problem.message }
}
