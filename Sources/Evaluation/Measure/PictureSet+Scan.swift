import Aezip
import Bytes
import Files
import Images
import PictureCodec

extension PictureSet {
  /// Finds the PNG and JPEG pictures among `paths`, files or folders, and reads them once.
  ///
  /// - Parameters:
  ///   - sample: the most pictures to take, spread evenly over all in the order of their names
  ///   - jobs: files to work on at a time
  ///   - progress: called from time to time
  /// - Throws: `WalkError`; ``MeasuringError/noPictures(path:files:)``,
  ///   ``MeasuringError/nothingReadable(first:)``
  package static func scan(
    _ paths: [[UInt8]], sample: Int? = nil, jobs: Int,
    progress: @Sendable (Progress) -> Void = { _ in }
  ) async throws -> PictureSet {
    let found = try paths.map(FoundFiles.walk)
    let files = found.flatMap(\.files)
    let path = paths.map { displayName(of: $0) }.joined(separator: ", ")
    guard !files.isEmpty else { throw MeasuringError.noPictures(path: path, files: 0) }
    // A sample goes by the extension of names, as reading every file would cost more.
    let candidates = sample.map { spread($0, over: files.filter(\.isNamedLikePicture)) } ?? files
    let memory = MemoryBudget()
    var scan = Scan()
    var state = Progress(files: 0, totalFiles: candidates.count, bytes: 0, totalBytes: 0)
    try await Pipeline.run(candidates, width: jobs) { file in
      // The picture's size is not known yet; the size of its file is a fair guess.
      await memory.run(needing: file.found.size * 24) { Scan.look(at: file) }
    } consume: {
      scan.take($0)
      state.files += 1
      progress(state)
    }
    guard !scan.pictures.isEmpty else {
      if let problem = scan.problems.first, scan.problems.count == files.count {
        throw MeasuringError.nothingReadable(first: problem.message)
      }
      throw MeasuringError.noPictures(path: path, files: files.count)
    }
    return PictureSet(
      pictures: scan.pictures, problems: found.flatMap(\.problems) + scan.problems,
      notes: scan.notes(sampledFrom: sample == nil ? nil : files.count))
  }

  /// `count` of `files`, the first always among them.
  private static func spread(_ count: Int, over files: [Candidate]) -> [Candidate] {
    files.evenlySpaced(count)
  }
}

/// The results of a scan so far.
private struct Scan: Sendable {
  enum Found: Sendable {
    case picture(PictureFile, format: ImageFormat, hasAlpha: Bool)
    case problem(Problem)
    /// A valid picture that the codecs do not support, such as one of 16 bits.
    case unsupported(String)
    case other
  }

  var pictures: [PictureFile] = []
  var problems: [Problem] = []
  private var others = 0
  private var unsupported = 0
  private var withAlpha = 0
  private var jpegs = 0

  static func look(at candidate: Candidate) -> Found {
    let file = candidate.found
    let name = displayName(of: file.systemPath)
    do {
      let picture = try PictureFile.read(file.systemPath)
      let image = picture.image.withoutAlpha
      guard image.pixelCount <= PictureCodec.maximumPixels else {
        return .unsupported("\(name): has more pixels than the codec supports")
      }
      return .picture(
        PictureFile(
          name: candidate.name, path: file.systemPath,
          width: image.width, height: image.height, fileBytes: file.size,
          digest: PictureFile.digest(of: image)),
        format: picture.format, hasAlpha: picture.image.channels.hasAlpha)
    } catch ImageError.notAnImage {
      return .other
    } catch ImageError.unsupported(let reason) {
      return .unsupported("\(name): not supported: \(reason)")
    } catch let error as ImageError {
      return .problem(Problem(message: "\(name): \(error); not measured", kind: .system))
    } catch {
      return .problem(Problem(message: "\(error), not measured", kind: .system))
    }
  }

  mutating func take(_ found: Found) {
    switch found {
    case .picture(let picture, let format, let hasAlpha):
      pictures.append(picture)
      if hasAlpha { withAlpha += 1 }
      if format == .jpeg { jpegs += 1 }
    case .problem(let problem): problems.append(problem)
    case .unsupported(let message):
      unsupported += 1
      problems.append(Problem(message: "\(message); not measured", kind: nil))
    case .other: others += 1
    }
  }

  func notes(sampledFrom all: Int?) -> [String] {
    var notes: [String] = []
    func note(_ count: Int, _ noun: String, _ rest: String) {
      if count > 0 { notes.append("\(counted(count, noun)) \(rest).") }
    }
    if let all { notes.append("A sample: \(counted(pictures.count, "picture")) of \(all).") }
    note(others, "file", "not measured: neither PNG nor JPEG")
    note(unsupported, "file", "not measured: pictures of their kind are stored losslessly")
    note(problems.count - unsupported, "file", "not measured: cannot be read")
    note(jpegs, "original", "in JPEG: the loss of JPEG is part of the original here")
    note(withAlpha, "original", "with alpha, which aezip stores losslessly: it is left out here")
    return notes
  }
}
