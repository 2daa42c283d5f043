import Aezip
import ArgumentParser
import Files

/// What `pack` is to read, and the archive it is to write; `-` is standard input or output.
struct PackOperands {
  let inputs: [RawPath]
  let archive: RawPath

  /// - Parameter paths: as they were given; the last one is the archive, unless there is only one
  init(_ paths: [RawPath]) throws {
    guard let last = paths.last else {
      throw ValidationError("nothing to pack is named")
    }
    let isOutput = last.endsLikeArchive || last.isStandardStream
    guard paths.count > 1 else {
      if last.endsLikeArchive {
        throw ValidationError("nothing to pack is named before the archive \(last)")
      }
      guard !last.isStandardStream, let archive = last.usualArchive else {
        throw ValidationError("name the archive: the last path, which ends in .aez")
      }
      (inputs, self.archive) = (paths, archive)
      return
    }
    guard isOutput else {
      if paths[0].endsLikeArchive {
        let others = paths.dropFirst().map(\.description).joined(separator: " ")
        throw ValidationError("the archive comes last: aezip pack \(others) \(paths[0])")
      }
      throw ValidationError(
        "the last path must be the archive, a name ending in .aez, not '\(last)'")
    }
    (inputs, archive) = (Array(paths.dropLast()), last)
  }
}

/// The files that `pack` reads: standard input is one of them, once it is spooled.
struct PackInput {
  let paths: [[UInt8]]
  /// What is spooled goes with the last reference.
  private let folder: ScratchFolder?

  /// - Parameter name: of standard input in the archive
  init(_ inputs: [RawPath], named name: String) throws {
    guard inputs.contains(where: \.isStandardStream) else {
      (paths, folder) = (inputs.map(\.bytes), nil)
      return
    }
    guard !SpooledInput.isTerminal else { throw InputNameError.terminal }
    let folder = try ScratchFolder()
    try SpooledInput.spool(to: folder.path(of: name))
    paths = inputs.map { $0.isStandardStream ? folder.path(of: name) : $0.bytes }
    self.folder = folder
  }
}

/// Where `pack` writes the archive: its own name, or a file that is copied to standard output.
struct PackOutput {
  let path: RawPath
  private let folder: ScratchFolder?

  init(_ archive: RawPath) throws {
    guard archive.isStandardStream else {
      (path, folder) = (archive, nil)
      return
    }
    guard !StandardStream.output.isTerminal else { throw OutputNameError.terminal }
    let folder = try ScratchFolder()
    (path, self.folder) = (RawPath(folder.path(of: "archive.aez")), folder)
  }

  var isStandardOutput: Bool { folder != nil }

  /// As the summary names it.
  var name: String { isStandardOutput ? "standard output" : "\(path)" }

  /// Copies the archive to standard output, if that is where it goes.
  func finish() throws {
    guard isStandardOutput else { return }
    try InputFile(path: path.bytes).copyToStandardOutput()
  }
}

/// Why an output cannot be written to.
enum OutputNameError: KindedError, CustomStringConvertible {
  case terminal

  var kind: ErrorKind { .misuse }

  var description: String { "standard output is a terminal; send it to a file or through a pipe" }
}

extension InputFile {
  func copyToStandardOutput() throws {
    var offset = 0
    while offset < count {
      let part = try read(at: offset, count: min(1 << 20, count - offset))
      try StandardStream.output.write(content: part)
      offset += part.count
    }
  }
}
