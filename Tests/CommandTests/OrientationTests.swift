import Images
import TestSupport
import Testing

/// Commands treat pictures as viewers show them: whatever way their pixels are stored, the output
/// is that of the upright original, upright and without EXIF data.
@Suite struct OrientationTests {
  /// Writes a picture in all orientations as PNG and JPEG below `in`, and below `upright` under the
  /// same names as a viewer shows them.
  static func write(_ image: Image, _ sandbox: Sandbox) throws -> [String] {
    _ = try sandbox.run("mkdir in upright")
    var names: [String] = []
    for format in ImageFormat.allCases {
      for orientation in ImageOrientation.allCases {
        let name = "\(format)-\(orientation.rawValue)"
        let file = try OrientedFile.write(image, storedAs: orientation, format: format)
        let shown = try ImageFile.read(file).image.upright(orientation)
        #expect(format == .png ? shown == image : psnr(shown, image) > 20)
        try sandbox.write(file, to: "in/\(name).\(format == .png ? "png" : "jpg")")
        try sandbox.write(
          ImageFile.write(Picture(image: shown, format: .png)), to: "upright/\(name).png")
        names.append(name)
      }
    }
    return names
  }

  /// Expects the same picture in both files, and metadata in neither.
  static func expectEqual(_ one: String, _ other: String, _ sandbox: Sandbox) throws {
    let picture = try ImageFile.read(sandbox.content(of: one))
    #expect(picture.metadata.pieces.isEmpty, "\(one)")
    #expect(try picture == ImageFile.read(sandbox.content(of: other)), "\(one)")
  }

  @Test func `denoise turns pictures upright`() throws {
    try Sandbox.with { sandbox in
      let names = try Self.write(TestPictures.image(50, 34, .rgb), sandbox)
      let result = try sandbox.run(
        """
        aezip denoise in one --strength 15 --passes 1
        aezip denoise upright other --strength 15 --passes 1
        """)
      #expect(result.code == 0 && result.errors == "", "\(result.errors)")
      for name in names {
        try Self.expectEqual("one/\(name).png", "other/\(name).png", sandbox)
        #expect(try ImageFile.read(sandbox.content(of: "one/\(name).png")).image.width == 50)
      }
    }
  }

  @Test func `edit, classify and attribute see pictures upright`() throws {
    try EditTests.withAttribute { sandbox in
      let image = try ImageFile.read(sandbox.content(of: "in/0/25.png")).image
      let made = try sandbox.run(
        "mv in data; aezip classify train data c.classifier --model a.model -q")
      #expect(made.code == 0, "\(made.errors)")
      let names = try Self.write(image, sandbox)
      let edit = "--toward s.attribute=0.5 --model a.model"
      let result = try sandbox.run(
        """
        aezip edit in one \(edit) -q && aezip edit upright other \(edit) -q
        aezip classify predict c.classifier in > in.txt
        aezip classify predict c.classifier upright | sed 's/\\(jpeg-.*\\)png/\\1jpg/' > upright.txt
        cmp in.txt upright.txt
        aezip attribute data/4 in a.attribute --model a.model --name x -q
        aezip attribute data/4 upright b.attribute --model a.model --name x -q
        cmp a.attribute b.attribute
        """)
      #expect(result.code == 0 && result.errors == "" && result.output == "", "\(result)")
      for name in names { try Self.expectEqual("one/\(name).png", "other/\(name).png", sandbox) }
    }
  }

  @Test func `restore matches a mask with the picture as both are shown`() throws {
    try SearchTests.withArchive { sandbox in
      let image = try ImageFile.read(sandbox.content(of: "in/17.png")).image
      _ = try sandbox.run("mv in data")
      let names = try Self.write(image, sandbox)
      let mask = Image(
        width: 8, height: 8, channels: .grey,
        samples: (0..<64).map { $0 % 8 > 5 && $0 / 8 < 3 ? 255 : 0 })
      for (index, name) in names.enumerated() {
        let orientation = ImageOrientation.allCases[(index * 3 + 1) % 8]
        try sandbox.write(OrientedFile.write(mask, storedAs: orientation), to: "mask.png")
        try sandbox.write(
          ImageFile.write(Picture(image: mask, format: .png)), to: "upright-mask.png")
        let result = try sandbox.run(
          """
          aezip restore in/\(name).* one.png --mask mask.png --model a.model --overwrite -q
          aezip restore upright/\(name).png other.png --mask upright-mask.png --model a.model \
          --overwrite -q
          """)
        #expect(result.code == 0 && result.errors == "", "\(result.errors)")
        try Self.expectEqual("one.png", "other.png", sandbox)
      }
    }
  }

  @Test func `search, morph and inspect see pictures upright`() throws {
    try SearchTests.withArchive { sandbox in
      let image = try ImageFile.read(sandbox.content(of: "in/17.png")).image
      _ = try sandbox.run("mv in data")
      for name in try Self.write(image, sandbox) {
        let result = try sandbox.run(
          """
          for picture in in/\(name).* upright/\(name).png; do
            aezip search ramps.aez $picture -n 3 | head -3
            aezip morph $picture data/3.png $(dirname $picture).png --model a.model --overwrite -q
            aezip inspect a.model $(dirname $picture).html --photo $picture -n 1 --overwrite -q
          done > all.txt
          head -3 all.txt > one.txt; tail -3 all.txt | cmp - one.txt && wc -l < all.txt
          cmp in.png upright.png && cmp in.html upright.html
          """)
        #expect(result.code == 0 && result.errors == "", "\(name): \(result)")
        #expect(result.output == "6\n", "\(name): \(result.output)")
      }
    }
  }
}
