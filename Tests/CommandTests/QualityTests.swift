import Foundation
import Images
import Testing

/// `pack --psnr` and `--min-psnr`: what is promised holds, measured on what comes back.
@Suite struct QualityTests {
  private static let corpus = URL(filePath: #filePath)
    .appending(path: "../../../Corpus").standardized.path

  /// A folder `in` with PNG pictures of `Corpus/`, whose decoded samples come back to the last bit.
  private func makePictures(_ sandbox: borrowing Sandbox) throws {
    let copied = try sandbox.run(
      """
      mkdir in && cd \(Self.corpus) &&
      cp holiday/sea.png holiday/panorama.png forest/bark.png desk/ball.png "$OLDPWD/in"
      """)
    try #require(copied.code == 0, "\(copied.errors)")
  }

  /// The PSNR of each picture that was stored with loss, by what `list` says, and as it is.
  private func measured(
    _ sandbox: borrowing Sandbox, _ archive: String
  ) throws -> [(name: String, listed: Double?, psnr: Double)] {
    let unpacked = try sandbox.run("rm -rf out && aezip unpack -q \(archive) -C out")
    try #require(unpacked.code == 0, "\(unpacked.errors)")
    let listed = try parsed(try sandbox.run("aezip list --json \(archive)").output)
    return try #require(listed as? [[String: Any]]).compactMap { object in
      guard object["kind"] as? String == "picture", let name = object["path"] as? String,
        let picture = object["picture"] as? [String: Any],
        picture["representation"] as? String != "exact pixels"
      else { return nil }
      let original = try ImageFile.read(sandbox.content(of: name)).image
      let decoded = try ImageFile.read(sandbox.content(of: "out/" + name)).image
      return (name, picture["psnr"] as? Double, psnr(original, decoded))
    }
  }

  @Test(arguments: [31.5, 33.3, 36])
  func `the mean PSNR is what was asked for, and hardly more`(wanted: Double) throws {
    try Sandbox.with { sandbox in
      try makePictures(sandbox)
      let packed = try sandbox.run(
        "aezip pack in a.aez --latents-only --psnr \(wanted) --jobs 2 --json")
      try #require(packed.code == 0 && packed.errors == "", "\(packed.errors)")
      let pictures = try measured(sandbox, "a.aez")
      let mean = pictures.reduce(0) { $0 + $1.psnr } / Double(pictures.count)
      #expect(pictures.count >= 3 && mean >= wanted)
      #expect(mean <= wanted + 0.06)
      for picture in pictures {
        // Rounded down to sixteenths.
        let listed = try #require(picture.listed)
        #expect((0..<0.0625).contains(picture.psnr - listed), "\(picture)")
      }
      let report = try #require(try parsed(packed.output) as? [String: Any])
      #expect(abs((report["meanPSNR"] as? Double ?? 0) - mean) < 1e-6)
      // The search takes the same steps whatever is asked for.
      if wanted == 36 {
        let again = try sandbox.run(
          "aezip pack in b.aez --latents-only -q --psnr \(wanted) --jobs 1 && cmp a.aez b.aez")
        #expect(again.code == 0)
      }
      #expect(try sandbox.run("aezip verify a.aez").code == 0)
      let info = try sandbox.run("aezip info a.aez && aezip list a.aez in/sea.png")
      #expect(info.output.contains("format 1.8") && info.output.contains("dB or above, lowest "))
      #expect(info.output.contains(" dB  20"), "\(info.output)")
    }
  }

  @Test func `each picture has the least PSNR, the mean what it is to be`() throws {
    try Sandbox.with { sandbox in
      try makePictures(sandbox)
      for options in ["--min-psnr 34 --quality 30", "--psnr 35 --min-psnr 34", "--min-psnr 70"] {
        let packed = try sandbox.run("aezip pack in a.aez --overwrite --jobs 2 \(options)")
        try #require(packed.code == 0, "\(packed.errors)")
        let pictures = try measured(sandbox, "a.aez")
        let least = options.contains("70") ? 70.0 : 34
        #expect(pictures.allSatisfy { $0.psnr >= least }, "\(options): \(pictures)")
        let mean = pictures.reduce(0) { $0 + $1.psnr } / Double(max(pictures.count, 1))
        if options.hasPrefix("--psnr") { #expect(mean >= 35 && pictures.count >= 3) }
        guard options.hasPrefix("--psnr") else { continue }
        let again = try sandbox.run("aezip pack in b.aez -q --overwrite --jobs 1 \(options)")
        #expect(again.code == 0)
        #expect(try sandbox.run("cmp a.aez b.aez").code == 0)
      }
      // What no quality is good enough for comes back to the last byte.
      #expect(try sandbox.run("cmp in/bark.png out/in/bark.png").code == 0)
    }
  }

  @Test func `a mean that no level reaches is an error that leaves nothing behind`() throws {
    try Sandbox.with { sandbox in
      try makePictures(sandbox)
      let before = try sandbox.names()
      let result = try sandbox.run("aezip pack in a.aez --psnr 90")
      #expect(result.code == 64 && result.output == "" && result.errorLines.count == 1)
      #expect(result.errors.contains("dB at the best quality, not 90 dB; ask for less"))
      #expect(try sandbox.names() == before)
    }
  }

  @Test func `models of objects go the same way`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(TrainTests.idx, to: "ramps.idx")
      try TrainedModelTests.pictures(sandbox, below: "in")
      let trained = try sandbox.run("aezip train ramps.idx a.model --kind pca --latents 12")
      try #require(trained.code == 0, "\(trained.errors)")
      for (options, least) in [("--psnr 32", 0.0), ("--min-psnr 30 --quality 20", 30)] {
        let packed = try sandbox.run(
          "aezip pack in a.aez --overwrite --model a.model \(options) --jobs 2")
        try #require(packed.code == 0, "\(packed.errors)")
        let pictures = try measured(sandbox, "a.aez")
        let mean = pictures.reduce(0) { $0 + $1.psnr } / Double(pictures.count)
        #expect(pictures.count > 20 && pictures.allSatisfy { $0.psnr >= least })
        if least == 0 { #expect(mean >= 32) }
        let again = try sandbox.run(
          "aezip pack in b.aez -q --overwrite --model a.model \(options) --jobs 1")
        #expect(again.code == 0)
        #expect(try sandbox.run("cmp a.aez b.aez && aezip verify -q a.aez").code == 0)
      }
    }
  }

  @Test func `pictures stored exactly need no level`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(Array("no picture".utf8), to: "t.txt")
      let packed = try sandbox.run("aezip pack t.txt a.aez --psnr 40 && aezip info a.aez")
      #expect(packed.code == 0, "\(packed.errors)")
      #expect(packed.output.hasPrefix("1 lossless file: "))
    }
  }

  @Test func `what is promised of JPEG files holds for those that come back`() throws {
    try Sandbox.with { sandbox in
      let copied = try sandbox.run("mkdir in && cp \(Self.corpus)/holiday/landscape.jpg in/a.jpg")
      try #require(copied.code == 0, "\(copied.errors)")
      let packed = try sandbox.run("aezip pack in a.aez --quality 0 --min-psnr 31 --json")
      #expect(packed.code == 0, "\(packed.errors)")
      #expect(try sandbox.run("aezip unpack a.aez -C out").code == 0)
      let original = try ImageFile.read(sandbox.content(of: "in/a.jpg")).image
      let copy = try ImageFile.read(sandbox.content(of: "out/in/a.jpg")).image
      let json = try #require(try parsed(packed.output) as? [String: Any])
      let lowest = try #require(json["lowestPSNR"] as? Double)
      #expect(psnr(original, copy) >= 31 && abs(psnr(original, copy) - lowest) < 1e-6)
    }
  }
}
