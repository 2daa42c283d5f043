import Bytes
import Foundation
import Images
import Testing

/// What `aezip train` makes is what `pack`, `unpack` and `report` can use.
@Suite struct TrainedModelTests {
  /// The objects of ``TrainTests/idx`` as PNG files.
  static func pictures(_ sandbox: borrowing Sandbox, below folder: String) throws {
    _ = try sandbox.run("mkdir \(folder)")
    for object in 0..<60 {
      let samples = Array(TrainTests.idx[16 + 64 * object..<16 + 64 * (object + 1)])
      let image = Image(width: 8, height: 8, channels: .grey, samples: samples)
      let file = try ImageFile.write(Picture(image: image, format: .png))
      try sandbox.write(file, to: "\(folder)/\(object).png")
    }
  }

  @Test(arguments: [
    "vanilla", "deep", "conv", "sparse", "denoising", "variational", "adversarial", "pca",
  ])
  func `pictures are packed with a model of any kind`(kind: String) throws {
    try Sandbox.with { sandbox in
      try sandbox.write(TrainTests.idx, to: "ramps.idx")
      try Self.pictures(sandbox, below: "in")
      let trained = try sandbox.run(
        "aezip train ramps.idx a.model --kind \(kind) --latents 6"
          + (kind == "pca" ? "" : " --steps 300"))
      #expect(trained.code == 0, "\(trained.errors)")
      for coder in ["prior", "zstd"] {
        let packed = try sandbox.run(
          "aezip pack in \(coder).aez --model a.model --coder \(coder) --jobs 2 --json")
        #expect(packed.code == 0 && packed.errors == "", "\(packed.errors)")
        let json = try #require(try parsed(packed.output) as? [String: Any])
        // A few lossless ones may be smaller than what many numbers would take.
        #expect((json["lossyFiles"] as? Int ?? 0) > 30, "\(kind): \(packed.output)")
        let again = try sandbox.run(
          "aezip pack in again.aez --model a.model --coder \(coder) --jobs 1 --overwrite --quiet")
        #expect(again.code == 0)
        #expect(try sandbox.content(of: "again.aez") == sandbox.content(of: "\(coder).aez"))
        let verified = try sandbox.run("aezip verify \(coder).aez")
        #expect(verified.code == 0, "\(verified.errors)")
        #expect(verified.output.contains("intact: "))
        let unpacked = try sandbox.run("aezip unpack \(coder).aez -C \(coder)")
        #expect(unpacked.code == 0, "\(unpacked.errors)")
      }
      // Either coder writes the same codes.
      for object in [0, 17, 59] {
        let one = try ImageFile.read(sandbox.content(of: "prior/in/\(object).png"))
        let other = try ImageFile.read(sandbox.content(of: "zstd/in/\(object).png"))
        #expect(one.image == other.image && one.image.width == 8)
      }
      let info = try sandbox.run("aezip info prior.aez --rates")
      #expect(info.code == 0 && info.output.contains("format 1.8"), "\(info.output)")
      #expect(info.output.contains("× ideal"))
    }
  }

  @Test func `pictures of other sizes take the built-in model`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(TrainTests.idx, to: "ramps.idx")
      try Self.pictures(sandbox, below: "in")
      let samples = (0..<3 * 90 * 70).map { UInt8(truncatingIfNeeded: $0 / 50) }
      let other = Image(width: 90, height: 70, channels: .rgb, samples: samples)
      try sandbox.write(
        try ImageFile.write(Picture(image: other, format: .png)), to: "in/other.png")
      _ = try sandbox.run("aezip train ramps.idx a.model --kind pca --latents 6")
      let packed = try sandbox.run("aezip pack in a.aez --model a.model")
      #expect(packed.code == 0, "\(packed.errors)")
      let listed = try sandbox.run("aezip list a.aez --json")
      let entries = try #require(try parsed(listed.output) as? [[String: Any]])
      // What many pictures take together is each one's share.
      let sizes = entries.compactMap { $0["packedSize"] as? Int }.filter { $0 > 0 }
      #expect(sizes.count > 30, "\(sizes)")
      #expect(try sandbox.run("aezip unpack a.aez -C out in/other.png in/3.png").code == 0)
      #expect(
        try ImageFile.read(sandbox.content(of: "out/in/other.png")).image.pixelCount == 90 * 70)
    }
  }

  @Test func `models that cannot code pictures are refused`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(Array("0,0\n1,1\n2,4\n3,9\n".utf8), to: "parabola.csv")
      try Self.pictures(sandbox, below: "in")
      _ = try sandbox.run("aezip train parabola.csv p.model --kind pca --latents 1")
      let packed = try sandbox.run("aezip pack in a.aez --model p.model")
      #expect(packed.code == 65)
      #expect(
        packed.errors == "aezip: p.model: model given: encodes numbers, not pictures; "
          + "give a model that encodes pictures\n")
      let reported = try sandbox.run("aezip report in --model p.model")
      #expect(reported.code == 65 && reported.errors == packed.errors)
    }
  }

  @Test func `a trained model is reported on beside the built-in one`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(TrainTests.idx, to: "ramps.idx")
      try Self.pictures(sandbox, below: "in")
      _ = try sandbox.run("aezip train ramps.idx ramps.model --kind pca --latents 6")
      let report = try sandbox.run(
        "aezip report in --model ramps.model --sample 20 --json --without webp --without avif "
          + "--without jxl --without ssimulacra2")
      let json = try #require(try parsed(report.output) as? [String: Any])
      let codecs = try #require(json["codecs"] as? [[String: Any]])
      let own = try #require(codecs.first { $0["id"] as? String == "aezip-model-ramps" })
      #expect((own["points"] as? [Any])?.count == 8)
      #expect(codecs.contains { $0["id"] as? String == "aezip-prior" })
      let twice = try sandbox.run("aezip report in --model ramps.model --model ./ramps.model")
      #expect(twice.code == 64 && twice.errors.contains("two models are called ramps"))
    }
  }
}
