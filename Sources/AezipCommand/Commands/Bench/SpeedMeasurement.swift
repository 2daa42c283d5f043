import Aezip
import Evaluation
import Files
import Foundation
import Images
import Networks
import PictureCodec
import Tensors

/// How long packing or unpacking takes as a program, beside programs of other formats.
struct SpeedMeasurement {
  enum Job: String {
    case pack, unpack
  }

  /// A program, and what each round of it took.
  struct Timed {
    let name: String
    /// Bytes of what it made, or was made of what it reads.
    let bytes: Int
    /// Mean PSNR in dB, of all pictures or of those that a setting was chosen by.
    let psnr: Double?
    /// Multiply-adds that it takes; of aezip only.
    var cost: Double?
    var runs: [SpeedRun] = []
  }

  let job: Job
  let pictures: Int
  let pixels: Int
  let threads: Int
  /// aezip first.
  private(set) var timed: [Timed] = []
  /// Multiply-adds a second of as many threads, before each round.
  private(set) var peaks: [Double] = []
  private(set) var notes: [String] = []
  /// The most bytes that aezip held.
  let memory: Int

  init(_ job: Job, of options: SpeedOptions) async throws {
    let threads = options.jobs.count
    let paths = options.paths.map(\.bytes)
    let scratch = try ScratchFolder()
    let staged = StagedPictures()
    defer { withExtendedLifetime((scratch, staged)) {} }
    let archive = scratch.path(of: "a.aez")
    // A program's memory is told with that of the one that started it, which is little as yet.
    let packed = try await SpeedRun(
      [Self.own(.pack, options.paths, archive, scratch, threads)], jobs: 1)
    let unpacked = try await SpeedRun(
      [Self.own(.unpack, options.paths, scratch.path(of: "again.aez"), scratch, threads)], jobs: 1)
    memory = (job == .pack ? packed : unpacked).peakBytes
    let set = try await PictureSet.scan(paths, jobs: threads)
    var packing = PackOptions()
    packing.jobs = threads
    let report = try await Packer.pack(paths, into: archive, options: packing)
    let model = try PhotoModel(file: BuiltInModel.newest.file)
    let pixelCost = model.cost
    (self.job, self.threads) = (job, threads)
    (pictures, pixels) = (report.lossyFiles, report.lossyPixels)
    func cost(_ ofPixel: Double) -> Double { Double(report.lossyPixels) * ofPixel }
    if report.exactFiles > 0 {
      notes.append(
        "\(plural(report.exactFiles, "file")) stored exactly, without multiply-adds, "
          + "take time as well")
    }
    var commands = [[Self.own(job, options.paths, archive, scratch, threads)]]
    timed = [
      Timed(
        name: "aezip \(job)", bytes: report.archiveBytes, psnr: report.meanPSNR,
        cost: cost(job == .pack ? pixelCost.checkedEncode : pixelCost.decode))
    ]
    if job == .pack {
      packing.checksPictures = false
      packing.overwrite = true
      let unchecked = try await Packer.pack(
        paths, into: scratch.path(of: "again.aez"), options: packing)
      timed.append(
        Timed(
          name: "aezip pack --no-check", bytes: unchecked.archiveBytes, psnr: report.meanPSNR,
          cost: cost(pixelCost.encode)))
      commands.append([
        Self.own(job, options.paths, archive, scratch, threads, options: ["--no-check"])
      ])
    }
    if options.against {
      let rivals = try await Rivals(set, staged, scratch, threads)
      notes += rivals.notes
      for rival in rivals.all {
        let files = rival.commands
        timed.append(
          Timed(
            name: job == .pack ? rival.encoder : rival.decoder, bytes: try await rival.encode(),
            psnr: rival.rival.psnr))
        commands.append(job == .pack ? files.encoding : files.decoding)
      }
    }
    for _ in 0..<options.rounds {
      peaks.append(Kernels.current.peak(threads: threads))
      for (index, command) in commands.enumerated() {
        timed[index].runs.append(try await SpeedRun(command, jobs: threads))
      }
    }
  }

  /// This program, on files that the other ones get as PNG.
  private static func own(
    _ job: Job, _ paths: [RawPath], _ archive: [UInt8], _ scratch: ScratchFolder, _ threads: Int,
    options: [String] = []
  ) -> SpeedRun.Command {
    func text(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }
    let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
    let common = [job.rawValue, "-q", "--overwrite", "--jobs", "\(threads)"] + options
    switch job {
    case .pack:
      return (
        program, common + paths.map { text($0.bytes) } + [text(scratch.path(of: "again.aez"))]
      )
    case .unpack:
      return (program, common + [text(archive), "-C", text(scratch.path(of: "out"))])
    }
  }
}

/// Programs of other formats, and the files they read and write.
private struct Rivals {
  struct One {
    let rival: Rival
    let commands: (encoding: [SpeedRun.Command], decoding: [SpeedRun.Command])
    private let coded: [String]
    private let threads: Int

    init(_ rival: Rival, _ files: [(png: String, isColour: Bool)], _ folder: String, _ threads: Int)
    {
      self.rival = rival
      self.threads = threads
      let codec = rival.codec
      coded = files.indices.map { "\(folder)/\($0).\(codec.format.fileExtension)" }
      let pairs = Array(zip(files, coded))
      commands = (
        pairs.map { file, coded in
          codec.encoding(file.png, to: coded, at: rival.setting, isColour: file.isColour)
        },
        pairs.map { file, coded in codec.decoding(coded, to: coded + ".png") }
      )
    }

    var encoder: String {
      let format = rival.codec.format
      let options = format.optionsDescription.split(separator: " ").map(String.init)
      // What the options call Q or D is the setting.
      return ([format.encoder] + options).joined(separator: " ")
        .replacing("=Q", with: "=\(rival.setting.text)").replacing(
          " Q", with: " \(rival.setting.text)"
        )
        .replacing(" D", with: " \(rival.setting.text)")
    }

    var decoder: String { rival.codec.format.decoder }

    /// Encodes all pictures once, for what decoders read.
    ///
    /// - Returns: the bytes it came to
    func encode() async throws -> Int {
      _ = try await SpeedRun(commands.encoding, jobs: threads)
      return try coded.reduce(0) { try $0 + InputFile(path: Array($1.utf8)).count }
    }
  }

  let all: [One]
  let notes: [String]

  /// - Parameter staged: holds the pictures as PNG files while it lives
  init(
    _ set: PictureSet, _ staged: StagedPictures, _ scratch: ScratchFolder, _ threads: Int
  ) async throws {
    let folder = String(
      decoding: try await staged.folder(of: set.pictures, jobs: threads), as: UTF8.self)
    let files = try set.pictures.enumerated().map { index, picture in
      (
        png: "\(folder)/\(StagedPictures.file(of: index))",
        isColour: try picture.load().channels.isColour
      )
    }
    let count = set.pictures.count
    let sample = min(Rival.sample, count)
    let images = try (0..<sample).map { try set.pictures[$0 * count / sample].load() }
    let psnr = try await Self.psnr(of: images, scratch, threads)
    let found = try await Rival.find(near: psnr, on: images)
    let place = String(decoding: scratch.path(of: "rivals"), as: UTF8.self)
    try scratch.makeFolder("rivals")
    all = found.rivals.map { One($0, files, place, threads) }
    notes =
      found.notes + [
        "aezip has \(psnr.fixed(2)) dB on the \(plural(sample, "picture")) that settings were "
          + "chosen by"
      ]
  }

  /// The mean PSNR in dB that aezip's usual quality gives pictures.
  private static func psnr(
    of images: [Image], _ scratch: ScratchFolder, _ threads: Int
  ) async throws -> Double {
    try scratch.makeFolder("sample")
    for (index, image) in images.enumerated() {
      try scratch.write(
        ImageFile.write(Picture(image: image, format: .png)), to: "sample/\(index).png")
    }
    var options = PackOptions()
    options.jobs = threads
    options.keepsSmallerFiles = false
    let report = try await Packer.pack(
      [scratch.path(of: "sample")], into: scratch.path(of: "sample.aez"), options: options)
    return report.meanPSNR ?? 100
  }
}
