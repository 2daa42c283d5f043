import Aezip
import Evaluation
import Files
import Images

/// The commands of another codec for all pictures, and the files they read and write.
struct RivalCommands {
  let rival: Rival
  let encoding: [SpeedRun.Command]
  let decoding: [SpeedRun.Command]
  private let coded: [String]
  private let jobs: Int

  /// - Parameters:
  ///   - files: the pictures as PNG files
  ///   - folder: where coded and decoded files go
  init(_ rival: Rival, _ files: [(png: String, isColour: Bool)], _ folder: String, jobs: Int) {
    (self.rival, self.jobs) = (rival, jobs)
    let codec = rival.codec
    coded = files.indices.map { "\(folder)/\($0).\(codec.format.fileExtension)" }
    let pairs = Array(zip(files, coded))
    encoding = pairs.map { file, coded in
      codec.encoding(file.png, to: coded, at: rival.setting, isColour: file.isColour)
    }
    decoding = pairs.map { file, coded in codec.decoding(coded, to: coded + ".png") }
  }

  /// The encoder with its options, among which Q or D stands for the setting.
  var encoder: String {
    let options = rival.codec.format.optionsDescription
    return "\(rival.codec.format.encoder) \(options)"
      .replacing("=Q", with: "=\(rival.setting.text)")
      .replacing(" Q", with: " \(rival.setting.text)")
      .replacing(" D", with: " \(rival.setting.text)")
  }

  var decoder: String { rival.codec.format.decoder }

  /// Encodes all pictures once, as input for the decoders.
  ///
  /// - Returns: the bytes of all coded files
  func encode() async throws -> Int {
    _ = try await SpeedRun.time(encoding, jobs: jobs)
    return try coded.reduce(0) { try $0 + InputFile(path: Array($1.utf8)).count }
  }

  /// Finds the codecs that are installed, each at the setting nearest to aezip's PSNR.
  ///
  /// - Parameter staged: holds the pictures as PNG files while it lives
  /// - Returns: the codecs, and notes on missing ones
  static func find(
    for set: PictureSet, _ staged: StagedPictures, _ scratch: ScratchFolder, jobs: Int
  ) async throws -> (rivals: [RivalCommands], notes: [String]) {
    let folder = String(
      decoding: try await staged.folder(of: set.pictures, jobs: jobs), as: UTF8.self)
    let files = try set.pictures.enumerated().map { index, picture in
      (
        png: "\(folder)/\(StagedPictures.file(of: index))",
        isColour: try picture.load().channels.isColour
      )
    }
    let count = set.pictures.count
    let sample = min(Rival.sample, count)
    let images = try (0..<sample).map { try set.pictures[$0 * count / sample].load() }
    let psnr = try await meanPSNR(of: images, scratch, jobs: jobs)
    let found = try await Rival.find(near: psnr, on: images)
    try scratch.makeFolder("rivals")
    let output = String(decoding: scratch.path(of: "rivals"), as: UTF8.self)
    let note =
      "settings of other codecs are the nearest to aezip's \(psnr.fixed(2)) dB on "
      + plural(sample, "picture")
    return (
      found.rivals.map { RivalCommands($0, files, output, jobs: jobs) }, found.notes + [note]
    )
  }

  /// The mean PSNR in dB of pictures at aezip's default quality.
  private static func meanPSNR(
    of images: [Image], _ scratch: ScratchFolder, jobs: Int
  ) async throws -> Double {
    try scratch.makeFolder("sample")
    for (index, image) in images.enumerated() {
      try scratch.write(
        ImageFile.write(Picture(image: image, format: .png)), to: "sample/\(index).png")
    }
    var options = PackOptions()
    options.jobs = jobs
    options.keepsSmallerFiles = false
    let report = try await Packer.pack(
      [scratch.path(of: "sample")], into: scratch.path(of: "sample.aez"), options: options)
    return report.meanPSNR ?? 100
  }
}
