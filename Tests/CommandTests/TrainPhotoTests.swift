import Foundation
import Testing

/// `aezip train --kind photo`, on drawn pictures and for a few steps.
@Suite struct TrainPhotoTests {
  private static let few = "--crop 64 --batch 2 --steps 3 --filter 4"

  /// A folder `photos` of pictures of several sizes.
  private static func makePhotos(_ sandbox: Sandbox) throws {
    _ = try sandbox.run("mkdir photos")
    for index in 0..<4 {
      try sandbox.write(
        TestPictures.file(96 + 16 * index, 80, .rgb, index == 1 ? .jpeg : .png),
        to: "photos/\(index).png")
    }
    try sandbox.write(TestPictures.file(130, 72, .grey), to: "photos/grey.png")
  }

  @Test(arguments: ["", "--from built-in"])
  func `what is trained packs, and what it packed comes back`(origin: String) throws {
    try Sandbox.with { sandbox in
      try Self.makePhotos(sandbox)
      let trained = try sandbox.run(
        "aezip train photos m.model --rate 1e-4 \(Self.few) \(origin)")
      #expect(trained.code == 0 && trained.errors == "", "\(trained.errors)")
      #expect(trained.output.hasPrefix("photo codec, "), "\(trained.output)")
      #expect(
        try sandbox.names().filter { $0.hasPrefix("m.") } == [
          "m.loss.csv", "m.loss.svg", "m.model",
        ])
      let packed = try sandbox.run(
        "aezip pack photos a.aez --model m.model --quality 40 && rm m.model && "
          + "aezip verify a.aez && aezip unpack a.aez -C out && ls out/photos")
      #expect(packed.code == 0, "\(packed.errors)")
      #expect(packed.output.contains("intact") && packed.output.contains("grey.png"))
      #expect(packed.output.contains("lossy pictures"), "\(packed.output)")
    }
  }

  @Test func `a filter is fitted to weights that stay as they are, the same by any jobs`() throws {
    try Sandbox.with { sandbox in
      try Self.makePhotos(sandbox)
      let fit = "--from photo-1 --crop 64 --steps 0 --filter 6"
      let fitted = try sandbox.run(
        "aezip train photos m.model \(fit) --jobs 1 && aezip train photos n.model \(fit) --jobs "
          + "3 && "
          + "cmp m.model n.model && aezip model show m.model")
      #expect(fitted.code == 0, "\(fitted.errors)")
      #expect(fitted.output.contains("post_filter.weight"), "\(fitted.output)")
      let packed = try sandbox.run(
        "aezip pack photos a.aez --model m.model --quality 40 && aezip verify a.aez")
      #expect(packed.output.contains("intact"), "\(packed.errors)")
      let none = try sandbox.run(
        "aezip train photos o.model --from photo-1 --crop 64 --steps 0 --filter 0 && "
          + "aezip model show o.model")
      #expect(none.code == 0 && !none.output.contains("post_filter"), "\(none.errors)")
    }
  }

  @Test func `start states of fitted pictures are learnt from pieces of photographs`() throws {
    try Sandbox.with { sandbox in
      try Self.makePhotos(sandbox)
      // Pieces of 256 × 256 pixels are taken.
      let small = try sandbox.run("aezip train photos m.model --kind fitted --steps 1")
      #expect(small.code == 64 && small.errors.contains("256"), "\(small.errors)")
      try sandbox.write(TestPictures.file(270, 256, .rgb), to: "photos/large.png")
      let learned = try sandbox.run(
        "aezip train photos m.model --kind fitted --steps 1 && ls -l m.model")
      #expect(learned.code == 0, "\(learned.errors)")
      #expect(learned.output.contains("6 start states of fitted pictures, learnt from 1 piece"))
    }
  }

  @Test func `a card says what a model is made of`() throws {
    try Sandbox.with { sandbox in
      try Self.makePhotos(sandbox)
      let trained = try sandbox.run(
        "aezip train photos m.model --from photo-1 \(Self.few) --seed 7 --json")
      #expect(trained.code == 0, "\(trained.errors)")
      let card = try #require(try parsed(trained.output) as? [String: Any])
      #expect(card["steps"] as? Int == 3)
      let shown = try sandbox.run("aezip model show m.model")
      for words in [
        "tuned from", "photo-1", "data digest", "5 photographs, 0 held out", "seed", "figures",
        "bpp", "context.head.weight", "parameters; multiply-adds for a pixel", "lambdas",
      ] {
        #expect(shown.output.contains(words), "no \(words) in \(shown.output)")
      }
      #expect(!shown.output.contains("10161"))
      let again = try sandbox.run(
        "aezip train photos n.model --from m.model \(Self.few) -q; aezip model show --json n.model")
      let content = try #require(try parsed(again.output) as? [String: Any])
      let origin = (content["photoCard"] as? [String: Any])?["from"] as? [String: Any]
      #expect(origin?["name"] as? String == "m.model", "\(again.errors)")
    }
  }

  @Test func `a run that was interrupted goes on as if it had not been`() throws {
    try Sandbox.with { sandbox in
      try Self.makePhotos(sandbox)
      let options = "--from built-in --crop 64 --batch 2 --steps 60 --filter 2"
      let other = try sandbox.interruptTraining("photos b.model \(options)")
      #expect(other.output.hasPrefix("143\n"), "\(other.output)\(other.errors)")
      #expect(other.output.contains("b.checkpoint") && !other.output.contains("b.model"))
      #expect(other.errors.contains("--resume"))
      let shown = try sandbox.run("aezip model show b.checkpoint")
      #expect(shown.code == 0 && shown.output.contains("tuned from"), "\(shown.errors)")
      let rest = try sandbox.run(
        "aezip train photos b.model --resume -q --jobs 3; aezip train photos c.model -q "
          + "\(options); "
          + "cmp b.model c.model && cmp b.loss.csv c.loss.csv && ls")
      #expect(rest.code == 0, "\(rest.output)\(rest.errors)")
      #expect(!rest.output.contains("b.checkpoint"))
    }
  }

  @Test func `what is no use to learn from is left out and named`() throws {
    try Sandbox.with { sandbox in
      try Self.makePhotos(sandbox)
      try sandbox.write(TestPictures.file(60, 60, .rgb), to: "photos/small.png")
      let whole = try TestPictures.file(90, 90, .rgb, .jpeg)
      try sandbox.write(Array(whole.prefix(whole.count / 2)), to: "photos/half.jpg")
      let trained = try sandbox.run("aezip train photos m.model --from built-in \(Self.few)")
      #expect(trained.code == 0, "\(trained.errors)")
      #expect(trained.errorLines.count == 2, "\(trained.errors)")
      #expect(trained.errors.contains("half.jpg: ") && trained.errors.contains("1 photograph"))
    }
  }

  @Test func `the data choose the kind`() throws {
    try Sandbox.with { sandbox in
      _ = try sandbox.run("mkdir small large mixed")
      for index in 0..<3 {
        try sandbox.write(TestPictures.file(16, 16, .grey), to: "small/\(index).png")
        try sandbox.write(TestPictures.file(192, 64, .rgb), to: "large/\(index).png")
        try sandbox.write(TestPictures.file(64 + index, 64, .rgb), to: "mixed/\(index).png")
      }
      for (folder, kind, filter) in [
        ("small", "conv autoencoder", ""), ("large", "photo codec", "--filter 1"),
        ("mixed", "photo codec", "--filter 0"),
      ] {
        let result = try sandbox.run(
          "aezip train \(folder) \(folder).model --batch 1 --steps 1 \(filter)")
        #expect(result.output.hasPrefix(kind), "\(result.output)\(result.errors)")
      }
    }
  }

  @Test(arguments: [
    ("photos m.model --kind photo --latents 16", 64, "--latents"),
    ("photos m.model --latents 16", 64, "--latents"),
    ("photos m.model --kind photo --epochs 3", 64, "--epochs"),
    ("photos m.model --mirror", 64, "--mirror"),
    ("photos m.model --kind conv --from built-in", 64, "--from"),
    ("photos m.model --filter -1", 64, "--filter"),
    ("photos m.model --from built-in --denoise --filter 9", 64, "--filter"),
    ("photos m.model --kind conv --steps 0", 64, "--steps 0"),
    ("photos m.model --kind conv --crop 64", 64, "--crop"),
    ("photos m.model --crop 65", 64, "multiple of 64"),
    ("photos m.model --crop 128", 64, "smaller than 128"),
    ("photos m.model --from none.model", 66, "none.model"),
    ("photos m.model --from photos/0.png", 65, "photos/0.png"),
    ("photos m.model --resume", 66, "m.checkpoint"),
    ("photos m.model --resume --crop 64", 64, "--crop"),
    ("t.csv m.model --kind photo", 64, "tables"),
    ("t.csv m.model --from built-in", 64, "tables"),
    ("t.csv m.model --crop 64", 64, "--crop"),
  ])
  func `what cannot be trained is said in a line`(
    arguments: String, code: Int32, words: String
  ) throws {
    try Sandbox.with { sandbox in
      try Self.makePhotos(sandbox)
      try sandbox.write(Array("1,2\n3,4\n".utf8), to: "t.csv")
      let before = try sandbox.names()
      let result = try sandbox.run("aezip train \(arguments)")
      #expect(result.code == code, "\(result.errors)")
      #expect(result.output == "" && result.errorLines.count == 1, "\(result.errors)")
      #expect(result.errors.contains(words), "\(result.errors)")
      #expect(try sandbox.names() == before)
    }
  }
}
