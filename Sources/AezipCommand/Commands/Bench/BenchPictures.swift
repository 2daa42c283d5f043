import ArgumentParser
import Evaluation

struct BenchPictures: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pictures",
    abstract: "Compare each picture with other codecs at equal bytes.",
    discussion: """
      Packs all pictures into one archive at each quality, and shows for each what other codecs \
      make of it with no more bytes: the PSNR of JPEG 4:4:4, and of WebP and AVIF where cwebp and \
      avifenc are installed; and the bytes of lossless WebP and of PNG. A picture that JPEG draws \
      better, or whose lossless file is no larger, is marked.

      Example:
        aezip bench pictures --quality 75 --quality 100 Drawings
      """)

  @Argument(help: ArgumentHelp("The pictures and folders to measure on.", valueName: "path"))
  var paths: [RawPath]

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("The quality of aezip; repeatable (default: 75).", valueName: "0…100"))
  var quality: [Double] = []

  @OptionGroup var jobs: JobsOption
  @OptionGroup var result: ResultOptions

  func validate() throws {
    guard !paths.isEmpty else { throw ValidationError("name pictures to measure on") }
    if let wrong = quality.first(where: { !(0...100).contains($0) }) {
      throw ValidationError("--quality \(wrong) is not within 0…100")
    }
  }

  func run() async throws {
    try await result.report("Each picture at equal bytes") {
      let set = try await PictureSet.scan(paths.map(\.bytes), jobs: jobs.count)
      var (measured, tables): ([PicturesJSON], [ResultTable]) = ([], [])
      for quality in quality.isEmpty ? [75] : quality {
        let pictures = try await PictureRivals.measure(set, quality: quality, jobs: jobs.count)
        measured.append(PicturesJSON(quality: quality, pictures: pictures))
        tables.append(Self.table(pictures, quality: quality))
      }
      return (measured, tables)
    }
  }

  private static func table(_ pictures: [PictureRivals], quality: Double) -> ResultTable {
    func text(_ coded: PictureRivals.Coded?) -> String {
      coded.map { $0.psnr.map { $0.fixed(1) } ?? "equal" } ?? "–"
    }
    let rows = pictures.map { picture in
      [
        picture.name + (picture.isBeaten ? " *" : ""), picture.representation,
        "\(picture.aezip.bytes)", text(picture.aezip), text(picture.jpeg), text(picture.webp),
        text(picture.avif), picture.losslessWebP.map { "\($0)" } ?? "–", "\(picture.png)",
      ]
    }
    let beaten = pictures.count { $0.isBeaten }
    let bytes = pictures.reduce(0) { $0 + $1.aezip.bytes }
    let worst = pictures.compactMap(\.aezip.psnr).min()
    return ResultTable(
      heading: "Quality \(quality.short)",
      columns: [
        "picture", "stored as", "bytes", "PSNR, dB", "JPEG 4:4:4, dB", "WebP, dB", "AVIF, dB",
        "lossless WebP, bytes", "PNG, bytes",
      ], rows: rows,
      notes: [
        "JPEG, WebP and AVIF at the finest setting that takes no more bytes than aezip; – if none "
          + "does.",
        "\(plural(pictures.count, "picture")), \(bytes) bytes"
          + (worst.map { ", lowest PSNR \($0.fixed(1)) dB" } ?? "")
          + "; * marks those that JPEG draws better, or whose lossless file is no larger: "
          + "\(beaten).",
      ])
  }
}

private struct PicturesJSON: Encodable {
  let quality: Double
  let pictures: [PictureRivals]
}
