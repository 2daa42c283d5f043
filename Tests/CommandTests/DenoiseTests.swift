import Images
import Testing

/// `aezip denoise`, `aezip bench denoise` and `aezip train --denoise`.
@Suite struct DenoiseTests {
  /// `in` has two pictures, one in a subfolder, and a text.
  static func withPictures(_ body: (Sandbox) throws -> Void) throws {
    try Sandbox.with { sandbox in
      let samples = (0..<70 * 64 * 3).map { place -> UInt8 in
        let (row, texture) = (place / 210, place * 7919 % 53)
        return UInt8(60 + row + texture)
      }
      let image = Image(width: 70, height: 64, channels: .rgb, samples: samples)
      _ = try sandbox.run("mkdir -p in/below")
      try sandbox.write(
        ImageFile.write(Picture(image: image, format: .png)), to: "in/a.png")
      try sandbox.write(
        ImageFile.write(Picture(image: image, format: .jpeg)), to: "in/below/b.jpg")
      try sandbox.write(Array("some text".utf8), to: "in/notes.txt")
      try body(sandbox)
    }
  }

  @Test func `a picture comes of a picture and a folder of a folder`() throws {
    try Self.withPictures { sandbox in
      let one = try sandbox.run("aezip denoise in/a.png out.png --strength 15")
      #expect(
        one.code == 0 && one.errors == "" && one.output == "1 picture in out.png\n", "\(one.errors)"
      )
      let again = try sandbox.run("aezip denoise in/a.png out.png")
      #expect(again.code == 64 && again.errors.contains("out.png"))
      let folder = try sandbox.run("aezip denoise in out --strength 15 -j 2")
      #expect(folder.code == 1 && folder.errorLines.count == 1, "\(folder.errors)")
      #expect(folder.errors.contains("in/notes.txt") && folder.errors.contains("left out"))
      #expect(folder.output == "2 pictures in out\n")
      #expect(try sandbox.content(of: "out/a.png") == sandbox.content(of: "out.png"))
      let image = try ImageFile.read(sandbox.content(of: "out/below/b.png")).image
      #expect(image.width == 70 && image.height == 64)
      let exists = try sandbox.run("aezip denoise in out")
      #expect(exists.code == 64 && exists.errors.contains("out"))
    }
  }

  @Test func `files that cannot be read or share a name stop no others`() throws {
    try Self.withPictures { sandbox in
      let result = try sandbox.run(
        """
        cp in/a.png in/b.png; cp in/below/b.jpg in/b.jpg; cp in/b.jpg in/b.jpg.png; rm in/notes.txt
        ln -s a.png in/link.png
        aezip denoise in out --strength 15 --passes 1
        """)
      #expect(result.code == 0 && result.output == "5 pictures in out\n", "\(result.errors)")
      #expect(result.errors.contains("in/link.png") && result.errorLines.count == 1)
      for name in ["a.png", "b.png", "b.jpg.png", "b.jpg.png.png", "below/b.png"] {
        #expect(throws: Never.self) { try ImageFile.read(sandbox.content(of: "out/\(name)")) }
      }
      let again = try sandbox.run("aezip denoise in out --overwrite")
      #expect(again.code == 64 && again.errors.contains("not replaced"), "\(again.errors)")
      let empty = try sandbox.run("mkdir none; aezip denoise none made; ls")
      #expect(!empty.output.contains("made") && empty.errorLines.count == 1, "\(empty.errors)")
    }
  }

  @Test func `a model learns to take noise out, and codes nothing then`() throws {
    try Self.withPictures { sandbox in
      let trained = try sandbox.run(
        "aezip train in m.model --from built-in --denoise --crop 64 --steps 2 --batch 2 -q")
      #expect(trained.code == 0, "\(trained.errors)")
      let used = try sandbox.run("aezip denoise in/a.png out.png --model m.model --passes 1")
      #expect(used.code == 0 && used.errors == "", "\(used.errors)")
      let packed = try sandbox.run("aezip pack in a.aez --model m.model")
      #expect(packed.code == 65 && packed.errorLines.count == 1, "\(packed.code) \(packed.errors)")
      #expect(packed.errors.contains("m.model") && packed.errors.contains("noise"))
      let tuned = try sandbox.run(
        "aezip train in n.model --from m.model --crop 64 --steps 1 --batch 2")
      #expect(tuned.code == 65 && tuned.errors.contains("--denoise"), "\(tuned.errors)")
      let other = try sandbox.run("aezip denoise in/a.png b.png --model photo-1")
      #expect(other.code == 64 && other.errors.contains("--denoise"), "\(other.errors)")
    }
  }

  @Test func `the bench says what was gained`() throws {
    try Self.withPictures { sandbox in
      let result = try sandbox.run("aezip bench denoise in --strength 30 --passes 1 --json")
      #expect(result.code == 0 && result.errors == "", "\(result.errors)")
      let rows = try #require(try parsed(result.output) as? [[String: Any]])
      let (noisy, cleaned) = (rows[0]["noisy"] as? Double, rows[0]["cleaned"] as? Double)
      #expect(try #require(noisy) < 20 && #require(cleaned) > #require(noisy))
      let nothing = try sandbox.run("mkdir none; aezip bench denoise none")
      #expect(nothing.code == 64 && nothing.errorLines.count == 1, "\(nothing.errors)")
    }
  }
}
