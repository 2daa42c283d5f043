/// A way to store files so that the same bytes come back: two programs with their options.
package struct LosslessCodec: Sendable {
  /// How files are handed to the programs.
  enum Grouping: Sendable {
    /// All files and folders at once, with their names.
    case together
    /// Each file of these formats by itself; what the program does not take stays as it is.
    case each(Set<OriginalFiles.Format>)
    /// The content of all files in one file.
    case joined
  }

  /// As in "JPEG XL, effort 9".
  let name: String
  /// The programs and their options, in a line for reports.
  let about: String
  let grouping: Grouping
  /// The extension of what is packed.
  let fileExtension: String
  let packer: ExternalTool
  let unpacker: ExternalTool
  /// Arguments that pack files into the second path, which for joined files is that of the input
  /// with the extension added.
  let packing: @Sendable (_ inputs: [String], _ output: String) -> [String]
  /// Arguments that unpack a file into the second path, a folder where files are packed together.
  let unpacking: @Sendable (_ input: String, _ output: String) -> [String]

  /// The names by which codecs of other programs can be left out.
  package static let identifiers = ["jxl", "webp", "zstd", "xz"]

  /// aezip at its default effort and at effort 9, then the other programs that are installed.
  ///
  /// - Parameters:
  ///   - program: the path of aezip
  ///   - without: names of ``identifiers`` to leave out
  ///   - formats: those of the files; codecs that take none of them are left out
  ///   - folders: where to look for the others
  /// - Returns: the codecs, and a line for each that is missing
  static func installed(
    aezip program: String, without: Set<String>, formats: Set<OriginalFiles.Format>,
    in folders: [String]
  ) async -> (codecs: [LosslessCodec], notes: [String]) {
    var codecs = [aezip(program, effort: nil), aezip(program, effort: 9)]
    var notes: [String] = []
    func offer(
      _ identifier: String, _ name: String, for own: Set<OriginalFiles.Format>? = nil,
      _ find: () async throws(ExternalError) -> [LosslessCodec]
    ) async {
      let takesAny = own.map { !$0.isDisjoint(with: formats) } ?? true
      guard !without.contains(identifier), takesAny else { return }
      do throws(ExternalError) {
        codecs += try await find()
      } catch {
        notes.append("\(name) is left out: \(error)")
      }
    }
    await offer("jxl", "JPEG XL", for: [.jpeg, .colourMap, .greyMap]) { () throws(ExternalError) in
      [try await jpegXL(effort: 7, folders), try await jpegXL(effort: 9, folders)]
    }
    await offer("webp", "WebP", for: [.colourMap]) { () throws(ExternalError) in
      [try await webP(folders)]
    }
    await offer("zstd", "Zstandard") { () throws(ExternalError) in [try await zstd(folders)] }
    await offer("xz", "xz") { () throws(ExternalError) in [try await xz(folders)] }
    return (codecs, notes)
  }

  private static func aezip(_ program: String, effort: Int?) -> LosslessCodec {
    let tool = ExternalTool(name: "aezip", path: program)
    let options = ["--lossless"] + (effort.map { ["--effort", "\($0)"] } ?? [])
    return LosslessCodec(
      name: effort.map { "aezip, effort \($0)" } ?? "aezip",
      about: "aezip pack \(options.joined(separator: " ")), all files in one archive, names and "
        + "digests counted; every file is decoded and compared before it is written",
      grouping: .together, fileExtension: "aez", packer: tool, unpacker: tool,
      packing: { ["pack", "--quiet", "--jobs", "1"] + options + $0 + [$1] },
      unpacking: { ["unpack", "--quiet", "--jobs", "1", $0, "-C", $1] })
  }

  private static func jpegXL(
    effort: Int, _ folders: [String]
  ) async throws(ExternalError) -> LosslessCodec {
    let packer = try ExternalTool.find("cjxl", in: folders)
    let unpacker = try ExternalTool.find("djxl", in: folders)
    let version = try await version(of: packer)
    return LosslessCodec(
      name: "JPEG XL, effort \(effort)",
      about: "\(version); cjxl --lossless_jpeg=1 -d 0 -e \(effort), a file for each JPEG file and "
        + "portable map, without names; other files are counted as they are",
      grouping: .each([.jpeg, .colourMap, .greyMap]), fileExtension: "jxl", packer: packer,
      unpacker: unpacker,
      packing: {
        $0 + [
          $1, "--lossless_jpeg=1", "-d", "0", "-e", "\(effort)", "--num_threads=0", "--quiet",
        ]
      },
      unpacking: { [$0, $1, "--num_threads=0", "--quiet"] })
  }

  private static func webP(_ folders: [String]) async throws(ExternalError) -> LosslessCodec {
    let packer = try ExternalTool.find("cwebp", in: folders)
    let unpacker = try ExternalTool.find("dwebp", in: folders)
    let version = try await version(of: packer, by: "-version")
    return LosslessCodec(
      name: "WebP",
      about:
        "cwebp \(version); cwebp -lossless -z 9 -exact, a file for each portable map in colour, "
        + "without names; other files are counted as they are",
      grouping: .each([.colourMap]), fileExtension: "webp", packer: packer, unpacker: unpacker,
      packing: { ["-quiet", "-lossless", "-z", "9", "-exact"] + $0 + ["-o", $1] },
      unpacking: { ["-quiet", $0, "-ppm", "-o", $1] })
  }

  private static func zstd(_ folders: [String]) async throws(ExternalError) -> LosslessCodec {
    let tool = try ExternalTool.find("zstd", in: folders)
    return LosslessCodec(
      name: "zstd",
      about: "\(try await version(of: tool)); zstd -19, all files joined, without "
        + "names",
      grouping: .joined, fileExtension: "zst", packer: tool, unpacker: tool,
      packing: { ["-19", "--single-thread", "-q", "-f"] + $0 + ["-o", $1] },
      unpacking: { ["-d", "-q", "-f", $0, "-o", $1] })
  }

  private static func xz(_ folders: [String]) async throws(ExternalError) -> LosslessCodec {
    let tool = try ExternalTool.find("xz", in: folders)
    // xz takes no name for its output: it adds and removes the extension, as the trial expects.
    return LosslessCodec(
      name: "xz", about: "\(try await version(of: tool)); xz -9, all files joined, without names",
      grouping: .joined, fileExtension: "xz", packer: tool, unpacker: tool,
      packing: { inputs, _ in ["-9", "-T1", "-k", "-q"] + inputs },
      unpacking: { input, _ in ["-d", "-k", "-q", input] })
  }

  private static func version(
    of tool: ExternalTool, by option: String = "--version"
  ) async throws(ExternalError) -> String {
    let answer = try await tool.run([option], timeout: .seconds(120))
    return ExternalTool.firstLine(of: answer.output + "\n" + answer.errors)
      .replacing("*** ", with: "").replacing(" ***", with: "")
  }
}
