import ArgumentParser
import Evaluation
import Files
import Foundation
import Images

struct BenchInstructions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "instructions",
    abstract: "Count the instructions of packing and unpacking.",
    discussion: """
      Runs `aezip pack`, `list` and `unpack` on a drawn picture of 192×128 pixels, \
      with one thread, under valgrind's callgrind; valgrind and strip must be \
      installed. The counts are nearly the same in every run, however busy the machine \
      is, but differ between instruction sets and compilers. valgrind has no AVX-512.
      """)

  @OptionGroup var result: ResultOptions

  func run() async throws {
    try await result.report("Instructions of packing and unpacking") {
      let counts = try await measure()
      return (counts, [counts.table])
    }
  }

  private func measure() async throws -> Counts {
    let counter = try await InstructionCounter.prepare(
      Bundle.main.executablePath ?? CommandLine.arguments[0])
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
    return Counts(
      pack: pack, unpack: unpack, list: list, pixels: Self.picture.pixelCount,
      machine: Machine.description, toolchain: Machine.toolchain)
  }

  private struct Counts: Encodable {
    let pack: Int
    let unpack: Int
    let list: Int
    let pixels: Int
    let machine: String
    let toolchain: String

    var table: ResultTable {
      let rows = [("pack", pack), ("unpack", unpack), ("list", list)].map { name, count in
        [name, (Double(count) * 1e-6).fixed(1)]
      }
      return ResultTable(
        columns: ["command", "million instructions"], rows: rows, notes: ["\(pixels) pixels"])
    }
  }

  /// Gratings with noise, which code to about as many bytes as photographs.
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
