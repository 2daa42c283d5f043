import Foundation
import Images
import TestSupport
import Testing

/// JPEG files that the program codes exactly.
@Suite struct ExactJPEGTests {
  private static func withFiles(_ body: (Sandbox) throws -> Void) throws {
    try Sandbox.with { sandbox in
      _ = try sandbox.run("mkdir in")
      try sandbox.write(TestFile.jpeg(), to: "in/a.jpg")
      try sandbox.write(TestFile.jpeg(seed: 1), to: "in/b.jpg")
      try sandbox.write(TestPictures.file(64, 48, .rgb), to: "in/c.png")
      _ = try sandbox.run("cp in/a.jpg in/d.jpg")
      try body(sandbox)
    }
  }

  @Test func `every command on archives counts them in the same words`() throws {
    try Self.withFiles { sandbox in
      let counts = "2 exact JPEGs, 1 lossless file, 1 copy, 1 folder: "
      let result = try sandbox.run(
        """
        aezip pack --lossless in a.aez && aezip list a.aez && aezip info a.aez &&
        aezip verify a.aez && aezip unpack a.aez -C out && diff -rq in out/in &&
        aezip cat a.aez in/d.jpg | cmp - in/a.jpg && aezip report a.aez in
        """)
      #expect(result.code == 0 && result.errors == "", "\(result.output)\(result.errors)")
      let lines = result.output.split(separator: "\n")
      #expect(lines.count { $0.hasPrefix(counts) } == 3)
      #expect(lines.count { $0.contains("  jpeg   ") } == 2)
      #expect(lines.contains { $0.hasSuffix("  in/d.jpg = in/a.jpg") })
      #expect(lines.contains { $0.hasPrefix("exact JPEGs  2, lossless, ") && $0.hasSuffix(" %)") })
      #expect(lines.contains { $0.hasPrefix("a.aez: intact: 2 exact JPEGs, 1 lossless file, ") })
      #expect(lines.contains { $0.contains("4 files identical to the original") })
    }
  }

  @Test func `programs are told of them`() throws {
    try Self.withFiles { sandbox in
      let result = try sandbox.run(
        """
        aezip pack --lossless --json in a.aez > pack && aezip list a.aez --json > list &&
        aezip info a.aez --json > info && aezip verify a.aez --json > verify
        """)
      #expect(result.code == 0 && result.errors == "", "\(result.errors)")
      func text(_ name: String) throws -> String {
        String(decoding: try sandbox.content(of: name), as: UTF8.self)
      }
      let pack = try #require(try parsed(text("pack")) as? [String: Any])
      #expect(pack["exactJPEGs"] as? Int == 2 && pack["mismatchedFiles"] as? Int == 0)
      let list = try #require(try parsed(text("list")) as? [[String: Any]])
      #expect(list.map { $0["kind"] as? String } == ["folder", "jpeg", "jpeg", "exact", "copy"])
      let info = try #require(try parsed(text("info")) as? [String: Any])
      let kinds = try #require(info["kinds"] as? [String: [String: Int]])
      #expect(kinds["jpeg"]?["count"] == 2)
      let verify = try #require(try parsed(text("verify")) as? [String: Any])
      #expect(verify["exactJPEGs"] as? Int == 2)
    }
  }

  @Test func `--jpeg chooses between exact and lossy`() throws {
    try Self.withFiles { sandbox in
      let exact = try sandbox.run("aezip pack --jpeg exact --quality 40 in a.aez")
      #expect(exact.code == 0 && exact.errors == "", "\(exact.errors)")
      #expect(exact.output.hasPrefix("1 lossy picture (quality 40, "))
      #expect(exact.output.contains(", 2 exact JPEGs, 1 copy, 1 folder: "))
      let lossy = try sandbox.run("aezip pack --jpeg lossy in b.aez && aezip pack in c.aez")
      #expect(lossy.code == 0)
      #expect(try sandbox.content(of: "b.aez") == sandbox.content(of: "c.aez"))
      #expect(lossy.output.hasPrefix("3 lossy pictures ("))
      let neither = try sandbox.run("aezip pack --lossless --jpeg lossy in d.aez")
      #expect(neither.code == 64 && neither.errorLines.count == 1)
      #expect(neither.errors.contains("leave out --jpeg lossy, or take --quality instead"))
      let same = try sandbox.run("aezip pack -q --lossless --jpeg exact in e.aez")
      #expect(same.code == 0 && same.errors == "")
      let other = try sandbox.run("aezip pack --jpeg best in f.aez")
      #expect(other.code == 64 && other.errors.contains("exact"))
    }
  }

  @Test func `they are searched and mapped by their pixels`() throws {
    try Self.withFiles { sandbox in
      let result = try sandbox.run(
        """
        aezip pack -q --lossless in a.aez && aezip search a.aez in/b.jpg &&
        aezip search a.aez --near in/a.jpg -n 1 && aezip map a.aez a.html
        """)
      #expect(result.code == 0 && result.errors == "", "\(result.output)\(result.errors)")
      let lines = result.output.split(separator: "\n")
      #expect(lines.first?.hasSuffix("0.00  in/b.jpg") ?? false)
      #expect(lines[3].hasPrefix("3 pictures compared; "))
      #expect(lines[4].hasSuffix("0.00  in/d.jpg"))
      #expect(lines.last?.hasPrefix("3 pictures on 1 map: a.html, ") ?? false)
    }
  }
}
