import Aezip
import ArgumentParser
import Evaluation
import Files
import Images

/// `aezip report` for an archive and its originals.
struct ArchiveReportRun {
  let command: ReportCommand

  func run() async throws {
    let archive = command.paths[0]
    let programs = await ExternalPrograms.find(without: Set(command.without))
    let line = ProgressLine("comparing", quiet: command.report.quiet)
    let (loss, problems) = try await naming(archive) {
      defer { line.finish() }
      return try await ArchiveLoss.measure(
        Archive(archive, command.passphrase), against: command.paths.dropFirst().map(\.bytes),
        metric: programs.metric, jobs: command.jobs.count
      ) {
        line.show($0)
      } stage: { name in
        line.show { "measuring at the same PSNR: \(name)" }
      }
    }
    Output.complain(about: problems)
    if command.report.json {
      try Output.print(json: loss)
    } else if !command.report.quiet {
      if !loss.pictures.isEmpty { try Output.print(pictureTable(loss)) }
      try Output.print(summary(loss, archive: archive))
      if let equal = loss.atEqualQuality { try Output.print(equalTable(equal)) }
    }
    throw ExitCode(for: problems)
  }

  private func pictureTable(_ loss: ArchiveLoss) -> String {
    let hasScores = loss.meanQuality.ssimulacra2 != nil
    func figures(_ quality: PictureQuality) -> [String] {
      [
        quality.psnr.map { "\($0.fixed(2)) dB" } ?? "equal",
        quality.lumaPSNR.map { "\($0.fixed(2)) dB" } ?? "equal",
        quality.ssim.map { $0.fixed(4) } ?? "–", quality.msSSIM.map { $0.fixed(4) } ?? "–",
      ] + (hasScores ? [quality.ssimulacra2.map { $0.fixed(1) } ?? "–"] : [])
    }
    let head =
      ["picture", "original", "packed", "bpp", "PSNR", "luma PSNR", "SSIM", "MS-SSIM"]
      + (hasScores ? ["SSIMULACRA2"] : [])
    let rows = loss.pictures.map {
      [$0.name, "\($0.originalBytes)", "\($0.packedBytes)", $0.bitsPerPixel.fixed(3)]
        + figures($0.quality)
    }
    let pixels = loss.pictures.reduce(0) { $0 + $1.width * $1.height }
    let packed = loss.pictures.reduce(0) { $0 + $1.packedBytes }
    let originals = loss.pictures.reduce(0) { $0 + $1.originalBytes }
    let mean =
      ["all, mean", "\(originals)", "\(packed)", (Double(8 * packed) / Double(pixels)).fixed(3)]
      + figures(loss.meanQuality)
    return table([head] + rows + [mean], right: Set(1...8))
  }

  private func equalTable(_ equal: EqualQuality) -> String {
    let own = equal.codecs.first?.bytesAPicture ?? 1
    let head = [
      "at \(equal.psnr.fixed(2)) dB, mean of \(plural(equal.pictures, "picture"))", "bytes each",
      "of the archive's",
    ]
    let rows = equal.codecs.map { codec in
      // A coarsest setting can be better than needed.
      let psnr = codec.psnr > equal.psnr + 0.05 ? ", \(codec.psnr.fixed(2)) dB" : ""
      return [
        codec.name + psnr, codec.bytesAPicture.threeDigits,
        "\((100 * codec.bytesAPicture / own).fixed(0)) %",
      ]
    }
    return ([table([head] + rows, right: [1, 2])] + equal.notes.map { "note: \($0)" })
      .joined(separator: "\n")
  }

  private func summary(_ loss: ArchiveLoss, archive: RawPath) -> String {
    let worst = loss.pictures.min {
      ($0.quality.psnr ?? .infinity) < ($1.quality.psnr ?? .infinity)
    }
    let lowest = worst.flatMap { worst in
      worst.quality.psnr.map { "; lowest PSNR \($0.fixed(2)) dB, \(worst.name)" }
    }
    return "\(archive): \(plural(loss.pictures.count, "lossy picture")), "
      + "\(plural(loss.identicalFiles, "file")) identical to the original; "
      + "\(byteCount(loss.originalBytes)) → \(byteCount(loss.archiveBytes)) "
      + "(\(percent(loss.archiveBytes, of: loss.originalBytes)))\(lowest ?? "")"
  }
}
