import Aezip
import Pages

/// Codecs that give every byte back, measured on the same files.
package struct LosslessReport: Codable, Equatable, Sendable {
  /// The name of the files.
  package var title: String
  package var conditions: MeasurementConditions
  /// The number of all files.
  package var files: Int
  /// The number of those that are JPEG files.
  package var jpegFiles: Int
  /// Bytes of all files.
  package var bytes: Int
  /// aezip first.
  package var results: [LosslessResult]
  /// What is missing, one line each.
  package var notes: [String]

  /// The outcome of a measurement.
  package struct Measured: Sendable {
    package let report: LosslessReport
    package let problems: [Problem]
  }

  /// Measures all codecs that are installed, one after another, each on one core.
  ///
  /// - Parameters:
  ///   - program: the path of aezip
  ///   - without: names of ``LosslessCodec/identifiers`` to leave out
  ///   - folders: where to look for the other programs
  ///   - progress: called with what is done, as in "measuring zstd"
  /// - Throws: `WalkError`, ``MeasuringError``; a program that fails becomes a note
  package static func measure(
    _ paths: [[UInt8]], title: String, conditions: MeasurementConditions, aezip program: String,
    without: Set<String>, in folders: [String] = ExternalTool.searchPath,
    progress: (_ label: String, Progress) -> Void
  ) async throws -> Measured {
    let originals = try OriginalFiles.read(paths) { progress("reading", $0) }
    let (codecs, missing) = await LosslessCodec.installed(
      aezip: program, without: without, formats: Set(originals.files.compactMap(\.format)),
      in: folders)
    var report = LosslessReport(
      title: title, conditions: conditions, files: originals.files.count,
      jpegFiles: originals.files.count { $0.format == .jpeg }, bytes: originals.bytes, results: [],
      notes: missing)
    var problems = originals.problems
    var state = Progress(files: 0, totalFiles: codecs.count, bytes: 0, totalBytes: 0)
    for codec in codecs {
      progress("measuring \(codec.name)", state)
      do {
        report.results.append(try await LosslessTrial(originals).run(codec))
      } catch let error as ExternalError {
        let message = "\(codec.name) is left out: \(error)"
        report.notes.append(message)
        problems.append(Problem(message: message, kind: .system))
      }
      state.files += 1
      progress("measuring \(codec.name)", state)
    }
    return Measured(report: report, problems: problems)
  }

  /// The codecs in a table, their programs and options in another.
  package var tables: [ResultTable] {
    let rows = results.map { result in
      [
        result.name, "\(result.bytes)", PageNumber.fixed(share(of: result) * 100, 2),
        PageNumber.fixed(result.packSpeed, 2), PageNumber.fixed(result.unpackSpeed, 2),
        result.isExact ? "yes" : "no",
      ]
    }
    let size =
      "\(title): \(counted(files, "file")), \(counted(jpegFiles, "JPEG file")) among them, "
      + "\(bytes) bytes"
    var programs = ResultTable(
      heading: "Programs", columns: ["codec", "how it is run and what is counted"],
      rows: results.map { [$0.name, $0.about] })
    programs.isText = true
    return [
      ResultTable(
        columns: [
          "codec", "bytes", "% of originals", "packs, MB/s a core", "unpacks, MB/s a core",
          "same bytes",
        ], rows: rows,
        notes: [size, "Speeds count the processor's time of one run, with the program's start."]
          + notes),
      programs,
    ]
  }

  /// The stored bytes as a share of the originals.
  func share(of result: LosslessResult) -> Double {
    Double(result.bytes) / Double(bytes)
  }
}
