import Foundation
import Testing

/// What people type out of habit works, or is answered with what to type instead.
@Suite struct HabitTests {
  @Test(arguments: [
    ("pack t.txt b.aez -j1", "1 lossless file: 9 bytes → "),
    ("pack p.png b.aez -q 20", "1 lossy picture (quality 20, "),
    ("pack p.png b.aez -q20", "1 lossy picture (quality 20, "),
    ("pack p.png b.aez --quality=20", "1 lossy picture (quality 20, "),
    ("create p.png b.aez", "1 lossy picture (quality 75, "),
    ("c t.txt b.aez", "1 lossless file: "),
    ("extract a.aez -C out", "1 lossy picture, 1 lossless file: "),
    ("x a.aez -Cout", "1 lossy picture, 1 lossless file: "),
    ("ls a.aez", "-rw-r--r--  picture "),
    ("test a.aez", "a.aez: intact: 1 lossy picture, 1 lossless file\n"),
    ("t a.aez", "a.aez: intact: 1 lossy picture, 1 lossless file\n"),
    ("pack t.txt b.AEZ", "1 lossless file: "),
  ])
  func `spellings of other archivers work`(command: String, output: String) throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFiles()
      let result = try sandbox.run("umask 022; aezip \(command)")
      #expect(result.code == 0 && result.errors == "", "\(result.errors)")
      #expect(result.output.hasPrefix(output), "\(result.output)")
    }
  }

  @Test(arguments: ["--version", "-V", "-v"])
  func `the version is said to all who ask`(option: String) throws {
    try Sandbox.with { sandbox in
      let result = try sandbox.run("aezip \(option)")
      #expect(result.code == 0)
      #expect(result.output.split(separator: ".").count == 3)
    }
  }

  @Test(arguments: [
    ("pakc p.png", "no command pakc; did you mean pack? see `aezip --help`"),
    ("unpakc a.aez", "no command unpakc; did you mean unpack? see `aezip --help`"),
    (
      "bench kernel",
      "no command bench kernel; did you mean bench kernels? see `aezip bench --help`"
    ),
    ("a.aez", "no command a.aez; did you mean `aezip unpack a.aez`? see `aezip --help`"),
    ("p.png", "no command p.png; did you mean `aezip pack p.png`? see `aezip --help`"),
    ("frobnicate", "no command frobnicate; see `aezip --help`"),
    (
      "pack out.aez p.png t.txt",
      "the archive comes last: aezip pack p.png t.txt out.aez; see `aezip pack --help`"
    ),
    (
      "pack -q 20 p.png b.aez",
      "-q 20 may be a quality or the file of that name; write --quality 20 or -q ./20"
    ),
    ("unpack a.aez out", "a.aez: no entry matches out; to extract into that folder, write -C out"),
    (
      "unpack a.aez new",
      "a.aez: no entry matches new; `aezip list` shows what there is; to extract into a new "
        + "folder, write -C new"
    ),
    ("unpack a.aez no/", "a.aez: no entry matches no/; to extract into that folder, write -C no/"),
    (
      "unpack a.aez -C -",
      "-C - would make a folder named -; write -C ./- for that, or NAME -o - for standard output; "
        + "see `aezip unpack --help`"
    ),
    ("list out", "out: is a folder, not an archive; `aezip pack` packs folders"),
  ])
  func `mistakes are answered with one line`(command: String, answer: String) throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFiles()
      _ = try sandbox.run("mkdir out; : > 20")
      let names = try sandbox.names()
      let result = try sandbox.run("aezip \(command)")
      #expect(result.code == 64 && result.output == "")
      #expect(result.errors == "aezip: \(answer)\n")
      #expect(try sandbox.names() == names)
    }
  }

  @Test func `a single input names the archive`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFiles()
      let picture = try sandbox.run("aezip pack p.png")
      #expect(picture.code == 0 && picture.output.hasSuffix(" in p.aez\n"), "\(picture.errors)")
      let folder = try sandbox.run(
        "mkdir -p s/Photos.old && cp t.txt s/Photos.old && "
          + "aezip pack s/Photos.old/ && aezip list Photos.old.aez")
      #expect(folder.code == 0, "\(folder.errors)")
      #expect(folder.output.contains(" in Photos.old.aez\n"))
      #expect(folder.output.contains("  Photos.old/t.txt\n"))
      let again = try sandbox.run("aezip pack p.png")
      #expect(again.code == 64 && again.errors.hasPrefix("aezip: p.aez: exists already"))
    }
  }

  @Test func `several archives are read one after the other, and the worst code stays`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFiles()
      try sandbox.write(Array("no archive".utf8), to: "bad.aez")
      let verified = try sandbox.run("cp a.aez b.aez; aezip verify a.aez bad.aez none.aez b.aez")
      #expect(verified.code == 66)
      #expect(
        verified.output
          == "a.aez: intact: 1 lossy picture, 1 lossless file\n"
          + "b.aez: intact: 1 lossy picture, 1 lossless file\n")
      #expect(verified.errorLines.count == 2 && verified.errors.contains("bad.aez: not an aezip"))
      let listed = try sandbox.run("aezip list a.aez b.aez t.txt")
      #expect(listed.code == 0)
      #expect(listed.output.hasPrefix("a.aez:\n-rw") && listed.output.contains("\n\nb.aez:\n-rw"))
      #expect(listed.output.split(separator: "\n").count == 6)
      let info = try sandbox.run("aezip info a.aez b.aez")
      #expect(info.output.contains("\n\nb.aez: aezip archive, format "))
      let json = try sandbox.run("aezip list --json a.aez b.aez")
      let lists = try #require(try parsed(json.output) as? [[String: Any]])
      #expect(lists.map { $0["archive"] as? String } == ["a.aez", "b.aez"])
      #expect(lists.allSatisfy { ($0["entries"] as? [Any])?.count == 2 })
      for command in ["info", "verify"] {
        let json = try sandbox.run("aezip \(command) --json a.aez b.aez")
        let reports = try #require(try parsed(json.output) as? [[String: Any]])
        #expect(reports.map { $0["archive"] as? String } == ["a.aez", "b.aez"])
      }
    }
  }

  @Test func `names come before patterns, and as they are listed`() throws {
    try Sandbox.with { sandbox in
      let made = try sandbox.run(
        """
        mkdir in && echo one > 'in/[a]' && echo two > in/a &&
        echo three > "in/$(printf 'x\\377')" &&
        printf four > 'in/q\\r' && echo five > 'in/B' && aezip pack -q in
        """)
      try #require(made.code == 0, "\(made.errors)")
      for (name, content) in [
        ("'in/[a]'", "one\n"), ("'[a]'", "one\n"), (#"'in/x\xFF'"#, "three\n"),
        (#"'x\xff'"#, "three\n"), ("\"$(printf 'in/x\\377')\"", "three\n"),
        (#"'in/q\\r'"#, "four"), (#"'in/q\r'"#, "four"), ("'[B]'", "five\n"),
        ("b --ignore-case", "five\n"), ("'IN/[b]' --ignore-case", "five\n"),
      ] {
        let result = try sandbox.run("aezip cat in.aez \(name)")
        #expect(result.code == 0 && result.output == content, "\(name): \(result.errors)")
      }
      let unpacked = try sandbox.run("aezip unpack -q in.aez '[a]' -C out && ls out/in")
      #expect(unpacked.code == 0 && unpacked.output == "[a]\n")
      let listed = try sandbox.run("aezip list in.aez 'IN/A' --ignore-case | wc -l")
      #expect(listed.output.contains("2"))
      let none = try sandbox.run("aezip cat in.aez b")
      #expect(none.code == 64 && none.errors.contains("no entry matches b"))
      let several = try sandbox.run("aezip cat in.aez 'in/*'")
      #expect(several.code == 64 && several.errors.contains("stands for 5 files of the archive"))
      let folder = try sandbox.run("aezip cat in.aez in")
      #expect(folder.code == 64 && folder.errors.contains("in: is a folder of the archive"))
    }
  }
}

extension Sandbox {
  /// A picture, a text, and an archive of both.
  func makeFiles() throws {
    try write(TestPictures.file(64, 48, .rgb), to: "p.png")
    try write(Array("some text".utf8), to: "t.txt")
    let packed = try run("umask 022; chmod 644 p.png t.txt; aezip pack -q p.png t.txt a.aez")
    try #require(packed.code == 0, "\(packed.errors)")
  }
}
