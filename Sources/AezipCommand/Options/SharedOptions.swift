import Aezip
import ArgumentParser
import Files
import LatentSpace
import PictureCodec

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How many files to work on at a time.
struct JobsOption: ParsableArguments {
  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: "Work on this many files at a time (default: all cores).")
  var jobs: Int?

  /// What was asked for, or the number of cores.
  var count: Int { jobs ?? Self.cores }

  static var cores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs \(jobs) is not within 1…1024")
    }
  }
}

/// How to report.
struct ReportOptions: ParsableArguments {
  @Flag(help: "Report as JSON on standard output.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print problems only.")
  var quiet = false
}

/// How much one entry may decode to.
struct LimitOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Let an entry decode to this many bytes (default: 512M).",
      valueName: "size"))
  var limit: ByteSize?

  var bytes: Int { limit?.bytes ?? Archive.standardLimit }
}

/// Model files beside those built in.
struct ModelsOption: ParsableArguments {
  @Option(
    name: .customLong("model"),
    help: ArgumentHelp(
      "Use this model file, too, to decode; repeatable.", valueName: "file"))
  var models: [RawPath] = []

  func read() throws -> [[UInt8]] { try models.map { try readModel($0) } }
}

/// The content of a model file to pack with.
///
/// - Throws: ``Failure``, which names the file, if nothing can be packed with it
func readModel(toPackWith path: RawPath) throws -> [UInt8] {
  let file = try readModel(path)
  do {
    try Packer.check(model: file)
  } catch {
    throw Failure(file: path, error: error)
  }
  return file
}

/// The content of a model file, or the built-in model of that name; a file of the same name is
/// meant by a path, as in ./digits.
func readModel(_ path: RawPath) throws -> [UInt8] {
  if let known = DemoModels.named(path.description) { return known.file }
  return try InputFile(path: path.bytes, followingLinks: true).readAll(limit: 1 << 30)
}
