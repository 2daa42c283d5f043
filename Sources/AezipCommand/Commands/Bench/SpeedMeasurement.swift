import Aezip
import Evaluation
import Files
import Foundation
import Networks
import PictureCodec
import Tensors

/// The time that packing or unpacking takes as a program, beside programs of other formats.
struct SpeedMeasurement {
  enum Job: String {
    case pack, unpack
  }

  /// A program and its rounds.
  struct Timed {
    let name: String
    /// Bytes of all the files that it writes, for a decoder those that it reads.
    let bytes: Int
    /// Mean PSNR in dB of all pictures, or of those that a setting was chosen by.
    let psnr: Double?
    /// The multiply-adds of the job; of aezip only.
    var cost: Double?
    let commands: [SpeedRun.Command]
    var runs: [SpeedRun] = []
  }

  let job: Job
  let pictures: Int
  let pixels: Int
  let threads: Int
  /// The most bytes of memory that aezip held.
  let memory: Int
  /// aezip first.
  private(set) var timed: [Timed] = []
  /// The peak in multiply-adds a second of as many threads, before each round.
  private(set) var peaks: [Double] = []
  private(set) var notes: [String] = []

  /// Packs the pictures, finds the other codecs if asked for, and times all of them in rounds.
  static func measure(_ job: Job, _ options: SpeedOptions) async throws -> SpeedMeasurement {
    let scratch = try ScratchFolder()
    let staged = StagedPictures()
    defer { withExtendedLifetime((scratch, staged)) {} }
    let own = OwnCommands(options, scratch)
    // The kernel reports a program's peak memory as at least that of the program that started it,
    // which is small as yet.
    let packed = try await SpeedRun.time([own.pack()], jobs: 1)
    let unpacked = try await SpeedRun.time([own.unpack(own.again)], jobs: 1)
    let set = try await PictureSet.scan(own.paths, jobs: own.jobs)
    var packing = PackOptions()
    packing.jobs = own.jobs
    let report = try await Packer.pack(own.paths, into: own.archive, options: packing)
    var measured = SpeedMeasurement(
      job: job, pictures: report.lossyFiles + report.exactPictures, pixels: report.picturePixels,
      threads: own.jobs,
      memory: (job == .pack ? packed : unpacked).peakBytes)
    let lossless = report.exactFiles + report.exactJPEGs
    if lossless > 0 {
      measured.notes.append(
        "\(plural(lossless, "lossless file")), which need no multiply-adds, take time "
          + "as well")
    }
    try await measured.addOwn(own, packing, report)
    if options.against { try await measured.addRivals(set, staged, scratch) }
    for _ in 0..<options.rounds.rounds { try await measured.timeRound() }
    return measured
  }

  private mutating func addOwn(
    _ own: OwnCommands, _ options: PackOptions, _ report: PackReport
  ) async throws {
    let cost = try PhotoModel(file: BuiltInModel.newest.file).cost
    func all(_ ofPixel: Double) -> Double { Double(report.picturePixels) * ofPixel }
    guard job == .pack else {
      return timed.append(
        Timed(
          name: "aezip unpack", bytes: report.archiveBytes, psnr: report.meanPSNR,
          cost: all(cost.decode), commands: [own.unpack(own.archive)]))
    }
    timed.append(
      Timed(
        name: "aezip pack", bytes: report.archiveBytes, psnr: report.meanPSNR,
        cost: all(cost.checkedEncode), commands: [own.pack()]))
    var options = options
    options.checksPictures = false
    options.overwrite = true
    let unchecked = try await Packer.pack(own.paths, into: own.again, options: options)
    timed.append(
      Timed(
        name: "aezip pack --no-check", bytes: unchecked.archiveBytes, psnr: report.meanPSNR,
        cost: all(cost.encode), commands: [own.pack(["--no-check"])]))
  }

  private mutating func addRivals(
    _ set: PictureSet, _ staged: StagedPictures, _ scratch: ScratchFolder
  ) async throws {
    let found = try await RivalCommands.find(for: set, staged, scratch, jobs: threads)
    notes += found.notes
    for rival in found.rivals {
      timed.append(
        Timed(
          name: job == .pack ? rival.encoder : rival.decoder, bytes: try await rival.encode(),
          psnr: rival.rival.psnr, commands: job == .pack ? rival.encoding : rival.decoding))
    }
  }

  private mutating func timeRound() async throws {
    peaks.append(Kernels.current.peak(threads: threads))
    for index in timed.indices {
      timed[index].runs.append(try await SpeedRun.time(timed[index].commands, jobs: threads))
    }
  }
}

/// The command lines of this program.
private struct OwnCommands {
  let paths: [[UInt8]]
  let jobs: Int
  /// The archive that is unpacked.
  let archive: [UInt8]
  /// The archive that commands write.
  let again: [UInt8]
  private let out: [UInt8]

  init(_ options: SpeedOptions, _ scratch: ScratchFolder) {
    paths = options.paths.map(\.bytes)
    jobs = options.jobs.count
    archive = scratch.path(of: "a.aez")
    again = scratch.path(of: "again.aez")
    out = scratch.path(of: "out")
  }

  func pack(_ options: [String] = []) -> SpeedRun.Command {
    command("pack", options + paths.map(text) + [text(again)])
  }

  func unpack(_ archive: [UInt8]) -> SpeedRun.Command {
    command("unpack", [text(archive), "-C", text(out)])
  }

  private func command(_ name: String, _ arguments: [String]) -> SpeedRun.Command {
    let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
    return (program, [name, "-q", "--overwrite", "--jobs", "\(jobs)"] + arguments)
  }

  private func text(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }
}
