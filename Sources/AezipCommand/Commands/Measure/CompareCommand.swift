import ArgumentParser
import Evaluation
import Files
import Images

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Measure how near pictures are to their originals.",
    discussion: """
      Two files, or all files of two folders: there those belong together that have the same \
      name or, where only one can be meant, the same name with another extension. Printed are \
      PSNR over red, green and blue, PSNR of luma, both in dB, SSIM of luma, and MS-SSIM over \
      red, green and blue; – where a picture is too small for a measure. In means of PSNR a \
      picture counts as 60 dB at most, as one that is equal does. Alpha is not measured, links are left alone, and files that are \
      no pictures should be equal.

      Examples:
        aezip compare original.png copy.jpg
        aezip compare Photos Restored --json
      """)

  @Argument(help: "The original: a picture or a folder.")
  var original: RawPath

  @Argument(help: "What is compared with it: a picture or a folder, too.")
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
    return try await PictureComparison.compare(
      original.bytes, with: copy.bytes, jobs: jobs.count
    ) { line.show($0) }
  }
}

extension PictureComparison {
  /// A line a picture, their means where there are several, and what else was found equal.
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
