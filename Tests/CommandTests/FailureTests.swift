import CPlatform
import Foundation
import Testing

/// Every failure: its exit code, one line on standard error, and nothing left behind.
@Suite struct FailureTests {
  /// Runs `script` and expects a code, one line that holds `words`, and no new file.
  private func expect(
    _ script: String, _ code: Int32, _ words: String..., in sandbox: Sandbox
  ) throws {
    let before = try sandbox.names()
    let result = try sandbox.run(script)
    #expect(result.code == code, "\(script)")
    #expect(result.output == "", "\(script)")
    #expect(result.errorLines.count == 1, "\(script): \(result.errors)")
    #expect(result.errors.hasPrefix("aezip: "))
    for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
    #expect(try sandbox.names() == before, "\(script)")
  }

  @Test func `misuse is said with the way to the help`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write([1], to: "f.png")
      let help = "`aezip pack --help`"
      try expect("aezip pack", 64, "<path>", help, in: sandbox)
      try expect("aezip pack f.png f.png", 64, "not 'f.png'", in: sandbox)
      try expect("aezip pack a.aez", 64, "nothing to pack", in: sandbox)
      try expect("aezip pack f.png a.aez --quality 101", 64, "0…100", in: sandbox)
      try expect("aezip pack f.png a.aez --quality=nan", 64, "0…100", in: sandbox)
      try expect("aezip pack f.png a.aez --quality -5", 64, "-5", "0…100", in: sandbox)
      try expect("aezip pack f.png a.aez --quality high", 64, "high", in: sandbox)
      for name in ["--psnr", "--min-psnr"] {
        try expect("aezip pack f.png a.aez \(name) 0", 64, "\(name) 0", "100 dB", in: sandbox)
        try expect("aezip pack f.png a.aez \(name)=nan", 64, name, "100 dB", in: sandbox)
        try expect(
          "aezip pack f.png a.aez --lossless \(name) 40", 64, name, "--lossless", in: sandbox)
      }
      try expect(
        "aezip pack f.png a.aez --psnr 40 --quality 75", 64, "--psnr and --quality", in: sandbox)
      try expect("aezip pack f.png a.aez --coder lz", 64, "lz", "prior", in: sandbox)
      try expect("aezip pack f.png a.aez --jobs 0", 64, "--jobs", in: sandbox)
      try expect("aezip pack --exclude '*' f.png a.aez", 64, "nothing to pack", in: sandbox)
      try expect("aezip frobnicate", 64, "frobnicate", "`aezip --help`", in: sandbox)
      try expect("AEZIP_ISA=mmx aezip list f.png", 64, "mmx", "generic", in: sandbox)
    }
  }

  @Test func `what is not there is named`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeArchive()
      try expect("aezip pack missing b.aez", 66, "missing: no such file or folder", in: sandbox)
      try expect("aezip list missing.aez", 66, "missing.aez: no such file or folder", in: sandbox)
      try expect("aezip unpack a.aez '*.gif' -C o", 64, "a.aez: no entry", "*.gif", in: sandbox)
      try expect("aezip pack a.aez no/b.aez", 74, "no", in: sandbox)
      try expect(
        "aezip pack a.aez b.aez --model none", 66, "none: no such file or folder", in: sandbox)
      try expect("aezip pack a.aez b.aez --model a.aez", 65, "a.aez: model", in: sandbox)
    }
  }

  @Test func `an output that exists is left as it is`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeArchive()
      try sandbox.write([1, 2, 3], to: "b.aez")
      try expect("aezip pack a.aez b.aez", 64, "b.aez: exists already", in: sandbox)
      #expect(try sandbox.content(of: "b.aez") == [1, 2, 3])
      #expect(try sandbox.run("aezip pack a.aez b.aez --overwrite").code == 0)
      try sandbox.write([4], to: "t.txt")
      let unpacked = try sandbox.run("aezip unpack a.aez")
      #expect(unpacked.code == 1)
      #expect(unpacked.errors.hasPrefix("aezip: t.txt: exists already"))
      #expect(unpacked.errorLines.count == 1)
      #expect(try sandbox.content(of: "t.txt") == [4])
      #expect(try sandbox.names() == ["a.aez", "b.aez", "p.png", "t.txt"])
      #expect(try sandbox.run("aezip unpack a.aez --overwrite").code == 0)
      #expect(try sandbox.content(of: "t.txt") == Array("some text".utf8))
    }
  }

  @Test func `archives that cannot be opened are bad data`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeArchive()
      try sandbox.damage(into: "cut.aez") { $0.removeLast($0.count / 2) }
      try sandbox.damage(into: "magic.aez") { $0[1] = 0x50 }
      try sandbox.damage(into: "empty.aez") { $0 = [] }
      try sandbox.damage(into: "long.aez") { $0.append(0) }
      try sandbox.makeNewer()
      for command in ["list", "info", "verify", "unpack -C out"] {
        try expect("aezip \(command) cut.aez", 65, "cut.aez: ", "byte", in: sandbox)
        try expect("aezip \(command) magic.aez", 65, "magic.aez: not an aezip", in: sandbox)
        try expect("aezip \(command) empty.aez", 65, "empty.aez: ", in: sandbox)
        try expect("aezip \(command) long.aez", 65, "long.aez: ", in: sandbox)
        try expect(
          "aezip \(command) new.aez", 65, "new.aez: needs aezip format 2", "newer", in: sandbox)
      }
    }
  }

  @Test func `a flipped byte is found wherever it lies`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeArchive()
      let count = try sandbox.content(of: "a.aez").count
      for offset in stride(from: 0, to: count, by: max(1, count / 40)) {
        try sandbox.damage(into: "flipped.aez") { $0[offset] ^= 0x10 }
        let verified = try sandbox.run("aezip verify -q flipped.aez")
        #expect(verified.code == 65, "byte \(offset)")
        #expect(verified.errors.hasPrefix("aezip: flipped.aez: "), "byte \(offset)")
        let unpacked = try sandbox.run("aezip unpack -q flipped.aez -C out; ls -A out; rm -rf out")
        // What came back is whole, what did not is not there.
        let restored = unpacked.output.split(separator: "\n").filter { !$0.hasPrefix("aezip") }
        #expect(restored.allSatisfy { ["p.png", "t.txt"].contains($0) }, "byte \(offset)")
      }
    }
  }

  @Test func `a model nobody has is asked for by name`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeArchive()
      try sandbox.makeUnknownModel()
      let listed = try sandbox.run("aezip list other.aez && aezip info other.aez")
      #expect(listed.code == 0)
      #expect(listed.output.contains("photo-9 ("))
      #expect(listed.output.contains("missing: use a newer aezip"))
      let unpacked = try sandbox.run("aezip unpack other.aez -C out")
      #expect(unpacked.code == 65)
      #expect(unpacked.errors.hasPrefix("aezip: p.png: needs the model photo-9"))
      #expect(unpacked.errors.contains("--model"))
      #expect(unpacked.errorLines.count == 1)
      #expect(try sandbox.names() == ["a.aez", "other.aez", "out", "out/t.txt"])
      let verified = try sandbox.run("aezip verify other.aez")
      #expect(verified.code == 65)
    }
  }

  @Test func `files that are not what they seem are packed exactly`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(Array("no picture".utf8), to: "text.jpg")
      try sandbox.write([], to: "zero.dat")
      try sandbox.write(Array(TestPictures.file(60, 60, .rgb).dropLast(500)), to: "cut.png")
      let packed = try sandbox.run("aezip pack text.jpg zero.dat cut.png a.aez")
      #expect(packed.code == 0)
      #expect(packed.output.hasPrefix("3 lossless files: "))
      #expect(packed.errorLines.count == 2)
      #expect(packed.errors.contains("aezip: text.jpg: not a JPEG or PNG"))
      #expect(packed.errors.contains("aezip: cut.png: "))
      let compared = try sandbox.run(
        """
        aezip unpack -q a.aez -C out && cmp text.jpg out/text.jpg &&
        cmp zero.dat out/zero.dat && cmp cut.png out/cut.png
        """)
      #expect(compared.code == 0)
    }
  }

  @Test(.enabled(if: getuid() != 0, "root reads everything"))
  func `an unreadable file is left out and named`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      let result = try sandbox.run("chmod 0 in/photo.jpg && aezip pack -q in a.aez --quality 20")
      #expect(result.code == 1)
      #expect(result.errorLines.count == 1)
      #expect(result.errors.hasPrefix("aezip: in/photo.jpg: cannot open"))
      #expect(try sandbox.run("aezip verify -q a.aez").code == 0)
    }
  }
}
