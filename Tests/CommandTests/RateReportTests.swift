import Foundation
import Images
import Testing

/// `aezip report`, of folders and of archives.
@Suite struct RateReportTests {
  /// Leaves out what not every machine has.
  private let plain = "--without webp --without avif --without jxl --without ssimulacra2"

  @Test func `a folder gives a table, a page, JSON and CSV, and keeps what it measured`() throws {
    try Sandbox.with { sandbox in
      _ = try sandbox.run("mkdir in")
      try sandbox.write(TestPictures.file(48, 40, .rgb), to: "in/a.png")
      try sandbox.write(TestPictures.file(30, 30, .grey), to: "in/b.png")
      try sandbox.write(Array("some text".utf8), to: "in/c.txt")
      let result = try sandbox.run("aezip report in --out r.html \(plain)")
      #expect(result.code == 0)
      #expect(result.errors == "")
      let lines = result.output.split(separator: "\n")
      #expect(lines[0].hasPrefix("BD-rate against JPEG 4:2:0"))
      #expect(lines[1].hasPrefix("aezip prior "))
      #expect(result.output.contains("\nin: 2 pictures, "))
      #expect(lines.last == "written: r.html, r.json, r.csv")
      #expect(
        try sandbox.names() == [
          "in", "in/a.png", "in/b.png", "in/c.txt", "r.csv", "r.html", "r.html.cache", "r.json",
        ])
      let page = String(decoding: try sandbox.content(of: "r.html"), as: UTF8.self)
      #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
      let report = try #require(
        try parsed(String(decoding: sandbox.content(of: "r.json"), as: UTF8.self))
          as? [String: Any])
      #expect((report["codecs"] as? [Any])?.count == 7)
      let taken = try sandbox.run("aezip report in --out r.html \(plain)")
      #expect(taken.code == 64)
      #expect(taken.errorLines.count == 1 && taken.errors.contains("r.html"))
      let cache = try sandbox.content(of: "r.html.cache")
      let again = try sandbox.run("aezip report in --out r.html --overwrite --json \(plain)")
      #expect(again.code == 0)
      #expect(try sandbox.content(of: "r.html.cache") == cache)
      #expect((try parsed(again.output) as? [String: Any])?["anchor"] as? String == "jpeg-420")
    }
  }

  @Test func `a table in Markdown stands beside its JSON and its curves`() throws {
    try Sandbox.with { sandbox in
      _ = try sandbox.run("mkdir in out")
      try sandbox.write(TestPictures.file(48, 40, .rgb), to: "in/a.png")
      let result = try sandbox.run("aezip report in --out out/r.md \(plain)")
      #expect(result.code == 0 && result.errors == "", "\(result.errors)")
      #expect(result.output.hasSuffix("\nwritten: out/r.md, out/r.json, out/r.svg\n"))
      #expect(
        try sandbox.names().filter { $0.hasPrefix("out/") } == [
          "out/r.json", "out/r.md", "out/r.md.cache", "out/r.svg",
        ])
      let page = String(decoding: try sandbox.content(of: "out/r.md"), as: UTF8.self)
      #expect(page.hasPrefix("# Rate and distortion on in\n\n- program: aezip "))
      #expect(page.contains("\n- command: `aezip report in --out r.md \(plain)`\n"))
      #expect(page.contains("\n![Rate and distortion on in](r.svg)\n"))
      #expect(page.contains("\n| aezip prior | ") && page.contains("\n| JPEG 4:2:0 | 0 % |"))
      let report = try #require(
        try parsed(String(decoding: sandbox.content(of: "out/r.json"), as: UTF8.self))
          as? [String: Any])
      #expect((report["codecs"] as? [Any])?.count == 7)
    }
  }

  @Test func `no pictures, one that is damaged, and none that can be read are one line each`()
    throws
  {
    try Sandbox.with { sandbox in
      let missing = try sandbox.run("aezip report none")
      #expect(missing.code == 66 && missing.errorLines.count == 1)
      let empty = try sandbox.run("mkdir in; aezip report in")
      #expect(empty.code == 64)
      #expect(empty.errors == "aezip: in: contains no files; name a folder with pictures\n")
      let text = try sandbox.run("echo text > in/a; echo text > in/b.png; aezip report in")
      #expect(text.code == 64)
      #expect(text.errors == "aezip: in: none of its 2 files is a PNG or JPEG picture\n")
      let damaged = try TestPictures.file(64, 64, .rgb).dropLast(40)
      try sandbox.write(Array(damaged), to: "in/b.png")
      let ruin = try sandbox.run("rm in/a; aezip report in")
      #expect(ruin.code == 65)
      #expect(ruin.errorLines.count == 1 && ruin.errors.contains("in/b.png: damaged"))
      try sandbox.write(TestPictures.file(20, 20, .rgb), to: "in/c.png")
      let rest = try sandbox.run("aezip report in \(plain)")
      #expect(rest.code == 1)
      #expect(rest.errorLines.count == 1 && rest.errors.contains("in/b.png: damaged"))
      #expect(rest.output.contains("\nin: 1 picture, "))
    }
  }

  @Test func `misuse is told before anything is measured`() throws {
    try Sandbox.with { sandbox in
      _ = try sandbox.run("mkdir in")
      try sandbox.write(TestPictures.file(20, 20, .rgb), to: "in/a.png")
      try sandbox.write(Array("[]".utf8), to: "curves.json")
      for options in [
        "--out r.txt", "--out missing/r.html", "--without jpg", "--anchor jpg", "--sample 0",
        "--show -1", "--published missing.json", "--published curves.json",
      ] {
        let result = try sandbox.run("aezip report in \(options)")
        #expect(result.code != 0 && result.code != 1, "\(options)")
        #expect(result.errorLines.count == 1, "\(options): \(result.errors)")
        #expect(result.output == "", "\(options)")
      }
      let absent = try sandbox.run("PATH=/none; aezip report in --anchor avif")
      #expect(absent.code == 64 && absent.output == "")
      #expect(absent.errors.hasPrefix("aezip: BD-rates against 'avif' need its curve"))
      #expect(try sandbox.names() == ["curves.json", "in", "in/a.png"])
    }
  }

  @Test func `of an archive, what it lost is measured`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      let result = try sandbox.run(
        "aezip pack -q in a.aez && aezip report a.aez in --without ssimulacra2")
      #expect(result.code == 0)
      #expect(result.errors == "")
      let lines = result.output.split(separator: "\n")
      #expect(lines[0].hasPrefix("picture"))
      #expect(lines.contains { $0.hasPrefix("in/colour.png") && $0.contains(" dB") })
      #expect(lines.contains { $0.hasPrefix("a.aez: ") })
      let equal = try #require(lines.firstIndex { $0.contains(" dB, mean of ") })
      #expect(lines[equal + 1].hasPrefix("this archive") && lines[equal + 1].hasSuffix(" 100 %"))
      #expect(lines[equal + 2].hasPrefix("JPEG files, "))
      #expect(lines.last?.hasPrefix("note: PCA of whole pictures") == true)
      let json = try sandbox.run("aezip report a.aez in --json --without ssimulacra2")
      let loss = try #require(try parsed(json.output) as? [String: Any])
      #expect((loss["pictures"] as? [Any])?.isEmpty == false)
      let codecs = (loss["atEqualQuality"] as? [String: Any])?["codecs"] as? [[String: Any]]
      #expect(codecs?.compactMap { $0["id"] as? String } == ["archive", "jpeg"])
      let missing = try sandbox.run(
        "rm in/colour.png; aezip report a.aez in --quiet --without ssimulacra2")
      #expect(missing.code == 1)
      #expect(missing.errors == "aezip: in/colour.png: is not among the originals\n")
      let alone = try sandbox.run("aezip report a.aez")
      #expect(alone.code == 64 && alone.errorLines.count == 1)
    }
  }

  @Test func `an interrupt leaves what was measured, and nothing else`() throws {
    try Sandbox.with { sandbox in
      _ = try sandbox.run("mkdir in tmp")
      try sandbox.write(TestPictures.file(300, 300, .rgb), to: "in/a.png")
      let result = try sandbox.run(
        """
        "$AEZIP_PROGRAM" report in --out r.html \(plain) & pid=$!
        while [ ! -s r.html.cache ]; do sleep 0.02; done
        kill -INT $pid 2>/dev/null || kill -TERM $pid; wait $pid
        echo ended $?; ls -A tmp; ls -A
        """, ["TMPDIR": sandbox.path + "/tmp"])
      // A shell has its background jobs ignore SIGINT; the program then hears SIGTERM only.
      #expect(result.output.contains("ended "))
      let names = try sandbox.names()
      if !names.contains("r.html") {
        #expect(names == ["in", "in/a.png", "r.html.cache", "tmp"])
      }
    }
  }
}
