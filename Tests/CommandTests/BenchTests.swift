import Foundation
import Images
import Testing

/// `bench pack` and `bench unpack` measure what they say they do; how fast is not a test's matter.
@Suite struct BenchTests {
  @Test(arguments: ["pack", "unpack"])
  func `a job is timed as a program, beside the peak`(job: String) throws {
    try Sandbox.with { sandbox in
      try sandbox.write(TestPictures.file(96, 64, .rgb), to: "a.png")
      let measured = try sandbox.run("aezip bench \(job) a.png --rounds 2 --jobs 1 --json")
      try #require(measured.code == 0 && measured.errors == "", "\(measured.errors)")
      let report = try #require(try parsed(measured.output) as? [String: Any])
      #expect(report["pixels"] as? Int == 96 * 64 && report["threads"] as? Int == 1)
      #expect(report["peak"] as? Double ?? 0 > 0)
      let programs = try #require(report["programs"] as? [[String: Any]])
      let names = programs.compactMap { $0["program"] as? String }
      #expect(
        names == (job == "pack" ? ["aezip pack", "aezip pack --no-check"] : ["aezip unpack"]))
      for program in programs {
        // Not below 100: where other work slows the peak down and not the program, it is above.
        #expect(program["ofPeak"] as? Double ?? 0 > 0)
        #expect(program["speed"] as? Double ?? 0 > 0)
      }
      #expect(programs[0]["peakMemory"] as? Int ?? 0 > 1 << 20)
      // What was packed and unpacked on the way is gone.
      #expect(try sandbox.names() == ["a.png"])
    }
  }

  @Test func `a result is kept as a table, with what it was measured with`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(TestPictures.file(96, 64, .rgb), to: "a.png")
      let bench = "aezip bench unpack a.png --rounds 1 --jobs 1 --out speed.md"
      let measured = try sandbox.run(bench)
      #expect(measured.code == 0 && measured.output.contains("aezip unpack "), "\(measured.errors)")
      let page = String(decoding: try sandbox.content(of: "speed.md"), as: UTF8.self)
      #expect(page.hasPrefix("# Speed of unpacking\n\n- program: aezip "))
      #expect(page.contains("\n- command: `\(bench)`\n") && page.contains("\n| aezip unpack | "))
      let json = try #require(
        try parsed(String(decoding: sandbox.content(of: "speed.json"), as: UTF8.self))
          as? [String: Any])
      #expect((json["conditions"] as? [String: Any])?["machine"] is String)
      #expect((json["result"] as? [String: Any])?["pixels"] as? Int == 96 * 64)
      // A name that is taken is found before the measurement.
      let again = try sandbox.run(bench)
      #expect(again.code == 64 && again.output == "" && again.errors.contains("speed.md"))
      #expect(try sandbox.run("aezip bench unpack a.png --out speed.txt").code == 64)
    }
  }

  @Test func `what is no picture cannot be timed`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(Array("text".utf8), to: "a.txt")
      #expect(try sandbox.run("aezip bench pack a.txt").code != 0)
      #expect(try sandbox.run("aezip bench pack").code == 64)
      #expect(try sandbox.run("aezip bench unpack a.txt --rounds 0").code == 64)
    }
  }
}
