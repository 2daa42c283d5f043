import Foundation
import Images
import Testing

/// What is written and what is counted.
@Suite struct PolicyTests {
  @Test func `files that exist are skipped or kept if they are newer`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFiles()
      let packed = try sandbox.run(
        """
        mkdir in && for i in 1 2 3; do echo $i > in/$i; done && touch -d '2020-01-01' in/* &&
        aezip pack -q in && mkdir -p out/in && echo old > out/in/1 && echo new > out/in/2 &&
        touch -d '2010-01-01' out/in/1
        """)
      try #require(packed.code == 0, "\(packed.errors)")
      let skipped = try sandbox.run(
        "cp -a out one; aezip unpack in.aez -C one --skip-existing; cat one/in/*")
      #expect(
        skipped.output
          == "1 lossless file, 1 folder: 2 bytes in one; 2 existing files kept\nold\nnew\n3\n")
      #expect(skipped.errors == "")
      let kept = try sandbox.run(
        "cp -a out two; aezip unpack in.aez -C two --keep-newer; cat two/in/*")
      #expect(
        kept.output
          == "2 lossless files, 1 folder: 4 bytes in two; 1 existing file kept\n1\nnew\n3\n")
      #expect(kept.errors == "")
      let again = try sandbox.run("aezip unpack in.aez -C two --skip-existing")
      #expect(
        again.code == 0 && again.output == "1 folder: 0 bytes in two; 3 existing files kept\n")
      let both = try sandbox.run("aezip unpack in.aez --skip-existing --overwrite")
      #expect(both.code == 64 && both.errors.contains("exclude each other"))
    }
  }

  @Test func `a dry run writes nothing, and -v names every file`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFiles()
      let names = try sandbox.names()
      let packing = try sandbox.run("aezip pack p.png t.txt b.aez --dry-run -v")
      #expect(packing.code == 0 && packing.errors == "")
      #expect(packing.output.hasPrefix("p.png\nt.txt\ndry run: would pack 2 files, "))
      #expect(packing.output.hasSuffix(", into b.aez\n"))
      let exists = try sandbox.run("aezip pack p.png a.aez --dry-run")
      #expect(exists.code == 64 && exists.errors.contains("a.aez: exists already"))
      let unpacking = try sandbox.run("aezip unpack a.aez --dry-run --verbose")
      #expect(
        unpacking.output.hasPrefix(
          "p.png\nt.txt\ndry run: would extract 1 lossy picture, 1 lossless file, "))
      #expect(unpacking.output.hasSuffix(", into .; 2 files of them exist\n"))
      #expect(try sandbox.names() == names)
      let verbose = try sandbox.run("aezip pack p.png t.txt b.aez -v && aezip unpack b.aez -v -C o")
      let lines = verbose.output.split(separator: "\n")
      #expect(lines.count == 6)
      #expect(lines[0].hasSuffix("  p.png") && lines[1].hasSuffix("  t.txt"))
      #expect(Set(lines[3...4]) == ["p.png", "t.txt"])
    }
  }

  @Test func `counts agree between pack, list, verify and unpack`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      let result = try sandbox.run(
        """
        cp in/colour.png in/twin.png; printf '%100s' words > in/w; cp in/w in/v
        aezip pack in --quality 20 | sed 's/ ([^)]*)//; s/:.*//' > pack
        aezip list in.aez | tail -1 | sed 's/:.*//' > list
        aezip verify in.aez | sed 's/.*intact: //' > verify
        aezip unpack in.aez -C out | sed 's/:.*//' > unpack
        cmp pack list && cmp pack verify && cmp pack unpack && cat pack
        """)
      #expect(result.code == 0, "\(result.output)")
      #expect(
        result.output
          == "4 lossy pictures, 1 exact picture, 4 lossless files, 2 copies, 4 folders, 1 link\n")
    }
  }

  @Test func `an --exclude that leaves nothing is a warning`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFiles()
      let result = try sandbox.run("mkdir in; cp t.txt in; aezip pack in --exclude '*.txt'")
      #expect(result.code == 1)
      #expect(result.errors == "aezip: --exclude leaves no file to pack\n")
      #expect(result.output.hasPrefix("1 folder: 0 bytes → "))
      #expect(!result.output.contains("–") && !result.output.contains(" 0 pictures"))
      let empty = try sandbox.run("mkdir none; aezip pack none")
      #expect(empty.code == 0 && empty.errors == "")
      #expect(empty.output.hasPrefix("1 folder: 0 bytes → "))
    }
  }

  @Test func `the packed size of a picture is its own`() throws {
    try Sandbox.with { sandbox in
      // Alpha of one value takes nothing; that of the other picture is noise.
      let image = TestPictures.image(96, 96, .rgba)
      func picture(alpha: () -> UInt8) -> Image {
        let samples = image.samples.enumerated().map { $0 % 4 == 3 ? alpha() : $1 }
        return Image(width: 96, height: 96, channels: .rgba, samples: samples)
      }
      var state: UInt32 = 7
      let noisy = picture {
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(state >> 24)
      }
      let flat = picture { 255 }
      _ = try sandbox.run("mkdir in")
      for (name, image) in [("flat", flat), ("noisy", noisy)] {
        try sandbox.write(
          ImageFile.write(Picture(image: image, format: .png)), to: "in/\(name).png")
      }
      let listed = try sandbox.run(
        "aezip pack -q --latents-only in && aezip list --json in.aez '*.png'")
      let entries = try #require(try parsed(listed.output) as? [[String: Any]])
      let sizes = entries.compactMap { $0["packedSize"] as? Int }
      try #require(sizes.count == 2)
      #expect(sizes[1] - sizes[0] > 9000, "\(sizes)")
    }
  }

  @Test(arguments: [
    "pack none b.aez", "pack none", "list none", "info none", "verify none", "unpack none",
    "cat none x", "repair none b.aez", "compare none a.aez", "search none p.png",
    "search a.aez none", "map none m.html", "denoise none o.png", "pack p.png b.aez --model none",
    "verify a.aez --signer none", "train none m.model", "report none",
  ])
  func `a missing input is said alike by all commands`(command: String) throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFiles()
      let result = try sandbox.run("aezip \(command)")
      #expect(result.code == 66 && result.output == "", "\(result.errors)")
      #expect(result.errors == "aezip: none: no such file or folder; check the name\n")
    }
  }

  @Test(arguments: ["path-dot-dot", "path-absolute", "path-below-link", "path-zero-byte"])
  func `a path that leads elsewhere is called hostile, not damage`(vector: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Formats/vectors/archives/must-fail/\(vector).aez")
    try Sandbox.with { sandbox in
      try sandbox.write(Array(Data(contentsOf: file)), to: "a.aez")
      let result = try sandbox.run("aezip unpack a.aez -C out")
      #expect(result.code == 65 && result.errorLines.count == 1)
      #expect(
        result.errors.hasSuffix(
          "; hostile: no archiver writes such a path; `aezip repair` saves "
            + (vector == "path-below-link" ? "what other blocks hold" : "all under safe names")
            + "\n"), "\(result.errors)")
      #expect(try sandbox.names() == ["a.aez"])
    }
  }
}
