import ArgumentParser
import Evaluation
import Files
import Foundation
import Images

struct BenchInstructions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "instructions",
    abstract: "Count the instructions of packing and unpacking a small picture.",
    discussion: """
      Runs `aezip pack`, `list` and `aezip unpack` on a drawn picture of 192×128 pixels, on one thread, \
      under valgrind's callgrind, which has to be installed, as has strip. The counts hardly differ from run to \
      run, however busy the machine is, so that a slowdown shows without a stopwatch; they do \
      differ between instruction sets and compilers. valgrind knows no AVX-512.
      """)

  @Flag(help: "Report as JSON, on standard output.")
  var json = false

  func run() async throws {
    let counter = try await InstructionCount(
      of: Bundle.main.executablePath ?? CommandLine.arguments[0])
    let scratch = try ScratchFolder()
    try scratch.write(
      ImageFile.write(Picture(image: Self.picture, format: .png)), to: "picture.png",
      modified: FileTime(seconds: 1_600_000_000))
    func path(_ name: String) -> String {
      String(decoding: scratch.path(of: name) as [UInt8], as: UTF8.self)
    }
    let pack = try await counter.count(
      ["pack", "-q", "--jobs", "1", path("picture.png"), path("a.aez")])
    let list = try await counter.count(["list", path("a.aez")])
    let unpack = try await counter.count(
      ["unpack", "-q", "--jobs", "1", path("a.aez"), "-C", path("out")])
    let counts = Counts(
      pack: pack, unpack: unpack, list: list, pixels: Self.picture.pixelCount,
      machine: Machine.description, toolchain: Machine.toolchain)
    if json {
      try Output.print(json: counts)
    } else {
      try Output.print(counts.text)
    }
  }

  private struct Counts: Encodable {
    let pack: Int
    let unpack: Int
    let list: Int
    let pixels: Int
    let machine: String
    let toolchain: String

    var text: String {
      let rows = [("pack", pack), ("unpack", unpack), ("list", list)].map { name, count in
        ["  \(name)", (Double(count) * 1e-6).fixed(1)]
      }
      return table([["  command", "million instructions"]] + rows, right: [1])
        + "\n\(pixels) pixels; \(toolchain); \(machine)\n"
    }
  }

  /// Gratings with noise: as much to code as in photographs.
  private static var picture: Image {
    let (width, height) = (192, 128)
    var state: UInt32 = 1
    let samples = (0..<width * height * 3).map { at -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      let (y, x) = (at / 3 / width, at / 3 % width)
      return UInt8(64 + (x * 3 + y * (at % 3 + 1)) % 128 + Int(state >> 28))
    }
    return Image(width: width, height: height, channels: .rgb, samples: samples)
  }
}
