import ArgumentParser
import Evaluation
import Files
import Images

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Measure the quality of pictures against originals.",
    discussion: """
      Compares two files, or the files of two folders that have the same name, or the same name \
      without extension. Prints PSNR over red, green and blue, PSNR of luma, both in dB, SSIM of \
      luma, and MS-SSIM over red, green and blue; – where a picture is too small for a measure. \
      Lossless pictures count as 60 dB in averages. Alpha is not measured, links are not \
      followed, and other files are checked for equality.

      Examples:
        aezip compare original.png copy.jpg
        aezip compare Photos Restored --json
      """)

  @Argument(help: "The original picture or folder.")
  var original: RawPath

  @Argument(help: "The picture or folder to compare with it.")
  var copy: RawPath

  @OptionGroup var jobs: JobsOption
  @OptionGroup var report: ReportOptions

  func run() async throws {
    let comparison = try await compare()
    Output.complain(about: comparison.problems)
    if report.json {
      try Output.print(json: ComparisonJSON(comparison))
    } else if !report.quiet {
      try comparison.text.map { try Output.print($0) }
    }
    throw ExitCode(for: comparison.problems)
  }

  private func compare() async throws -> PictureComparison {
    let line = ProgressLine("comparing", quiet: report.quiet)
    defer { line.finish() }
    do {
      return try await compare(with: copy, line)
    } catch ComparisonError.nothingInCommon {
      // `aezip unpack -C Restored` puts what was packed as Photos into Restored/Photos.
      let below = RawPath(copy.bytes + [UInt8(ascii: "/")] + original.lastPart)
      guard below.status?.kind == .directory else {
        throw ComparisonError.nothingInCommon(first: original.bytes, second: copy.bytes)
      }
      Output.note("comparing with \(below)")
      return try await compare(with: below, line)
    }
  }

  private func compare(
    with copy: RawPath, _ line: ProgressLine
  ) async throws -> PictureComparison {
    try await PictureComparison.compare(original.bytes, with: copy.bytes, jobs: jobs.count) {
      line.show($0)
    }
  }
}

extension PictureComparison {
  /// A line for each picture, the means of several, and the number of other files that are equal.
  fileprivate var text: String? {
    var rows = pictures.map { [displayName(of: $0.path)] + $0.quality.columns }
    if pictures.count > 1 { rows.append(["mean of \(pictures.count)"] + mean.columns) }
    var lines: [String] = []
    if !rows.isEmpty {
      rows.insert(["picture", "PSNR RGB", "PSNR luma", "SSIM", "MS-SSIM"], at: 0)
      lines.append(table(rows, right: [1, 2, 3, 4]))
    }
    if equalFiles > 0 { lines.append("\(plural(equalFiles, "other file")) equal") }
    if lines.isEmpty, problems.isEmpty { lines = ["no file in either"] }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }
}

extension PictureQuality {
  fileprivate var columns: [String] {
    [psnr?.fixed(2) ?? "equal", lumaPSNR?.fixed(2) ?? "equal"]
      + [ssim, msSSIM].map { $0?.fixed(4) ?? "–" }
  }
}

private struct ComparisonJSON: Encodable {
  struct PictureJSON: Encodable {
    let path: String
    let pathBytes: String?
    let width: Int
    let height: Int
    let equal: Bool
    let quality: PictureQuality

    init(_ picture: ComparedPicture) {
      (path, pathBytes) = (PathJSON(picture.path).path, PathJSON(picture.path).pathBytes)
      (width, height) = (picture.width, picture.height)
      (equal, quality) = (picture.isEqual, picture.quality)
    }
  }

  let pictures: [PictureJSON]
  let mean: PictureQuality
  let equalFiles: Int
  let problems: [ProblemJSON]

  init(_ comparison: PictureComparison) {
    pictures = comparison.pictures.map(PictureJSON.init)
    mean = comparison.mean
    equalFiles = comparison.equalFiles
    problems = comparison.problems.map(ProblemJSON.init)
  }
}
