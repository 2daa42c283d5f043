import Foundation
import Images
import Testing

@Suite struct RoundTripTests {
  @Test func `a folder comes back under its own names`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      let packed = try sandbox.run("aezip pack in a.aez --quality 20")
      #expect(packed.code == 0)
      #expect(packed.errors == "")
      #expect(packed.output.hasSuffix("in a.aez\n"))
      #expect(packed.output.contains(" lossy pictures (quality 20, mean PSNR "))
      let unpacked = try sandbox.run("aezip unpack a.aez -C out && cd out/in && ls -AR . > ../b")
      #expect(unpacked.code == 0)
      #expect(unpacked.errors == "")
      let compared = try sandbox.run(
        """
        (cd in && ls -AR .) | cmp - out/b && cmp 'in/a b/two\nlines' 'out/in/a b/two\nlines' &&
        cmp in/zero out/in/zero && cmp "in/$(printf 'caf\\351')" "out/in/$(printf 'caf\\351')" &&
        readlink out/in/link && stat -c '%a %Y' out/in/zero && stat -c %Y out/in/sub
        """)
      #expect(compared.code == 0)
      #expect(compared.output == "sub/grey.png\n640 1580702706\n1580702706\n")
      for name in ["colour.png", "photo.jpg", "alpha.png", "sub/grey.png", "sub/dot.png"] {
        try expectAlike(
          sandbox.content(of: "in/" + name), sandbox.content(of: "out/in/" + name))
      }
    }
  }

  private func expectAlike(_ before: [UInt8], _ after: [UInt8]) throws {
    let (one, other) = (try ImageFile.read(before), try ImageFile.read(after))
    #expect(one.format == other.format)
    #expect(one.image.channels == other.image.channels)
    #expect(one.image.width == other.image.width && one.image.height == other.image.height)
    let differences = zip(one.image.samples, other.image.samples).map { abs(Int($0) - Int($1)) }
    #expect(differences.reduce(0, +) < 12 * differences.count)
  }

  @Test func `list shows every object on a line of its own`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      _ = try sandbox.run("aezip pack in a.aez --quality 20")
      let listed = try sandbox.run("aezip list a.aez")
      #expect(listed.code == 0)
      let lines = listed.output.split(separator: "\n")
      #expect(lines.count == 14)
      #expect(lines[0].hasPrefix("drwx"))
      #expect(lines[0].hasSuffix("  in"))
      #expect(lines.contains { $0.hasSuffix(#"in/a b/two\nlines"#) })
      #expect(lines.contains { $0.hasSuffix(#"in/caf\xE9"#) })
      #expect(lines.contains { $0.hasSuffix("in/link -> sub/grey.png") })
      #expect(
        lines.contains { $0.hasPrefix("-rw-r-----  exact") && $0.hasSuffix("04:05  in/zero") })
      #expect(lines.last?.contains("→") == true)
      let some = try sandbox.run("aezip list a.aez '*.jpg' in/sub")
      #expect(some.output.split(separator: "\n").count == 5)
    }
  }

  @Test func `patterns choose what is unpacked`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      _ = try sandbox.run("aezip pack in a.aez --quality 20")
      let result = try sandbox.run("aezip unpack a.aez -C out '*.jpg' && find out -type f")
      #expect(result.code == 0)
      #expect(result.output.hasSuffix("\nout/in/photo.jpg\n"))
    }
  }

  @Test func `a name that is not UTF-8 can be given on the command line`() throws {
    try Sandbox.with { sandbox in
      let result = try sandbox.run(
        """
        n="$(printf 'x\\377\\303')" && echo content > "$n" && aezip pack -q "$n" "$n.aez" &&
        aezip unpack "$n.aez" -C "$n.d" && cmp "$n" "$n.d/$n" && aezip list --json "$n.aez"
        """)
      #expect(result.code == 0)
      #expect(result.output.contains(#""pathBytes" : "eP/D""#))
      #expect(result.output.contains(#"in x\xFF\xC3.d"#))
    }
  }

  @Test func `excluded names and lossless pictures`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      let result = try sandbox.run(
        """
        aezip pack in a.aez --lossless --exclude sub --exclude '*.jpg' &&
        aezip unpack -q a.aez -C out && cmp in/colour.png out/in/colour.png
        """)
      #expect(result.code == 0)
      #expect(result.output.hasPrefix("5 lossless files, 3 folders, 1 link: "))
      #expect(try !sandbox.names().contains("out/in/sub"))
      #expect(try !sandbox.names().contains("out/in/photo.jpg"))
    }
  }
}
