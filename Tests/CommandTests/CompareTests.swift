import Foundation
import Images
import Testing

@Suite struct CompareTests {
  @Test func `a picture is measured against its copy`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(TestPictures.file(180, 170, .rgb), to: "a.png")
      try sandbox.write(TestPictures.file(180, 170, .rgb, .jpeg), to: "b.jpg")
      let result = try sandbox.run("aezip compare a.png b.jpg && aezip compare a.png a.png")
      #expect(result.code == 0)
      #expect(result.errors == "")
      let lines = result.output.split(separator: "\n")
      #expect(lines.count == 4)
      #expect(lines[0] == "picture  PSNR RGB  PSNR luma    SSIM  MS-SSIM")
      #expect(lines[1].hasPrefix("a.png"))
      #expect(lines[3] == "a.png       equal      equal  1.0000   1.0000")
    }
  }

  @Test func `folders are measured after packing, and what is amiss is named`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      let script = """
        aezip pack -q in a.aez --quality 20 && aezip unpack -q a.aez -C out &&
        aezip compare in out/in
        """
      let result = try sandbox.run(script)
      #expect(result.code == 0)
      #expect(result.errors == "")
      #expect(result.output.contains("\nmean of 5 "))
      #expect(result.output.hasSuffix("\n3 other files equal\n"))
      let json = try sandbox.run("aezip compare --json -j 1 in out/in")
      let report = try #require(try parsed(json.output) as? [String: Any])
      #expect((report["pictures"] as? [[String: Any]])?.count == 5)
      let amiss = try sandbox.run("rm out/in/photo.jpg; aezip compare -q in out/in/")
      #expect(amiss.code == 1)
      #expect(amiss.output == "")
      #expect(amiss.errors == "aezip: in/photo.jpg: has no counterpart in out/in/\n")
    }
  }

  @Test func `sizes that differ, and a file against a folder`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(TestPictures.file(20, 30, .rgb), to: "a.png")
      try sandbox.write(TestPictures.file(20, 31, .rgb), to: "b.png")
      let sizes = try sandbox.run("aezip compare a.png b.png")
      #expect(sizes.code == 1)
      #expect(sizes.output == "")
      #expect(
        sizes.errors == "aezip: b.png: has 20 × 31 pixels, a.png has 20 × 30\n")
      let kinds = try sandbox.run("aezip compare a.png .")
      #expect(kinds.code == 64)
      #expect(
        kinds.errors == "aezip: a.png is a file, but . is a folder; give two files or two folders\n"
      )
      let missing = try sandbox.run("aezip compare a.png none.png")
      #expect(missing.code == 66)
      #expect(missing.errors == "aezip: none.png: no such file or folder; check the name\n")
      #expect(missing.errorLines.count == 1)
    }
  }

  @Test func `empty folders are said to be empty`() throws {
    try Sandbox.with { sandbox in
      let result = try sandbox.run("mkdir a b && aezip compare a b")
      #expect(result.code == 0)
      #expect(result.output == "no file in either\n")
    }
  }

  @Test func `what was packed as a folder is found in the folder it was unpacked into`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(TestPictures.file(20, 30, .rgb), to: "a.png")
      let result = try sandbox.run(
        """
        mkdir Photos && mv a.png Photos && cp Photos/a.png Photos/b.png && mkdir Restored &&
        cp -r Photos Restored && aezip compare Photos Restored
        """)
      #expect(result.code == 0)
      #expect(result.errors == "aezip: comparing with Restored/Photos\n")
      #expect(result.output.contains("\nmean of 2 "))
      let none = try sandbox.run(
        "mkdir Other && cp Photos/a.png Other/c && aezip compare Photos Other")
      #expect(none.code == 64 && none.output == "")
      #expect(none.errors == "aezip: Photos and Other have no file in common\n")
    }
  }

  @Test func `a text is no picture`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(TestPictures.file(20, 30, .rgb), to: "a.png")
      try sandbox.write(Array("no picture".utf8), to: "b.png")
      let result = try sandbox.run("aezip compare a.png b.png")
      #expect(result.code == 65)
      #expect(result.errors.hasPrefix("aezip: b.png: cannot be compared with a.png: neither"))
      #expect(result.errorLines.count == 1)
    }
  }
}
