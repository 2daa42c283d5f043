import Foundation
import Testing

@Suite struct TrainTests {
  /// 60 pictures of 8×8 as a table of bytes in IDX: ramps of several slopes.
  static let idx: [UInt8] = {
    var bytes: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 60, 0, 0, 0, 8, 0, 0, 0, 8]
    for object in 0..<60 {
      for place in 0..<64 {
        let slope = place % 8 * (object % 5) + place / 8 * (object / 5 % 4)
        bytes.append(UInt8(min(255, 4 * slope + object)))
      }
    }
    return bytes
  }()

  /// Three objects of one number, the second of which is none.
  static let npy: [UInt8] = {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 1), }\n"
    let numbers: [Float] = [1, .nan, 3]
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
      + Array(header.utf8)
      + numbers.flatMap { number in
        (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * UInt32($0))) }
      }
  }()

  @Test func `data alone make a model, with its curve beside it`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(Self.idx, to: "ramps.idx")
      let result = try sandbox.run("aezip train ramps.idx ramps.model")
      #expect(result.code == 0 && result.errors == "", "\(result.errors)")
      #expect(result.output.hasPrefix("conv autoencoder, 8×8×1 → 4 numbers, "))
      #expect(
        try sandbox.names() == ["ramps.idx", "ramps.loss.csv", "ramps.loss.svg", "ramps.model"])
      let shown = try sandbox.run("aezip model show ramps.model")
      #expect(shown.code == 0)
      for word in ["conv", "data digest", "decoder.1.weight", "squared error", "to encode"] {
        #expect(shown.output.contains(word), "\(shown.output)")
      }
      let json = try sandbox.run("aezip model show --json ramps.model")
      let content = try #require(try parsed(json.output) as? [String: Any])
      let layers = try #require(content["layers"] as? [[String: Any]])
      #expect(layers.count == 6 + 2 + 3 && content["parameters"] as? Int ?? 0 > 1000)
    }
  }

  @Test func `the loss table is what it says it is`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(Array("0,0\n1,1\n2,4\n3,9\n".utf8), to: "parabola.csv")
      let result = try sandbox.run(
        "aezip train parabola.csv p.model --kind deep --output identity "
          + "--rate 0.01 --steps 30000")
      #expect(result.code == 0, "\(result.errors)")
      let rows = result.output.split(separator: "\n")
      #expect(rows[0].hasPrefix("x ") && rows[5].hasPrefix("all"))
      // Σ (F(x) − x)² by hand, of the numbers printed.
      var sum = 0.0
      for row in rows[1...4] {
        let numbers = row.split { "(), ".contains($0) }.compactMap { Double($0) }
        #expect(numbers.count == 5)
        let (dx, dy) = (numbers[2] - numbers[0], numbers[3] - numbers[1])
        // Four digits are printed.
        #expect(abs(dx * dx + dy * dy - numbers[4]) < 1e-3)
        sum += numbers[4]
      }
      let total = try #require(rows[5].split(separator: " ").last.flatMap { Double($0) })
      #expect(abs(total - sum) < 1e-6 && total < 1e-3, "\(result.output)")
    }
  }

  @Test func `a seed repeats a run to the byte on any number of jobs`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(Self.idx, to: "ramps.idx")
      let train = "aezip train ramps.idx -q --steps 40 --mirror --shift 1 --kind denoising "
      let result = try sandbox.run(
        "\(train) --seed 5 --jobs 1 a.model; \(train) --seed 5 --jobs 3 b.model; "
          + "\(train) --seed 6 c.model; cmp a.model b.model && ! cmp -s a.model c.model")
      #expect(result.code == 0 && result.output == "", "\(result.errors)")
    }
  }

  @Test func `a run that was interrupted goes on as if it had not been`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(Self.idx, to: "ramps.idx")
      let options = "--steps 60000 --kind vanilla --batch 16"
      let other = try sandbox.interruptTraining("ramps.idx b.model \(options)")
      #expect(other.output.hasPrefix("143\n"), "\(other.output)\(other.errors)")
      #expect(other.output.contains("b.checkpoint") && !other.output.contains("b.model"))
      #expect(other.errors.contains("--resume"))
      let shown = try sandbox.run("aezip model show b.checkpoint")
      #expect(shown.code == 0 && shown.output.contains("vanilla"), "\(shown.errors)")
      let rest = try sandbox.run(
        "aezip train ramps.idx b.model --resume -q; aezip train ramps.idx c.model -q \(options); "
          + "cmp b.model c.model && cmp b.loss.csv c.loss.csv && ls")
      #expect(rest.code == 0, "\(rest.output)\(rest.errors)")
      #expect(!rest.output.contains("b.checkpoint"))
    }
  }

  @Test func `principal components are a kind`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(Self.idx, to: "ramps.idx")
      let result = try sandbox.run("aezip train ramps.idx p.model --kind pca --latents 3 --json")
      #expect(result.code == 0, "\(result.errors)")
      let card = try #require(try parsed(result.output) as? [String: Any])
      let figures = try #require(card["figures"] as? [String: Any])
      #expect(figures["squaredError"] as? Double ?? 1e9 < 1)
      #expect(try sandbox.run("aezip model show p.model").code == 0)
    }
  }

  @Test(arguments: [
    ("train d.idx", 64, ".model"),
    ("train m.model", 64, "no data"),
    ("train empty m.model", 64, "no files there"),
    ("train two m.model", 64, "one kind"),
    ("train ramps.idx m.model --latents 0", 64, "latents 0"),
    ("train ramps.idx m.model --kind vae", 64, "variational"),
    ("train ramps.idx m.model --steps 3 --epochs 2", 64, "contradict"),
    ("train ramps.idx m.model --steps 0", 64, "--steps"),
    ("train ramps.idx m.model --time soon", 64, "10m"),
    ("train ramps.idx m.model --hidden 3,x", 64, "512,256"),
    ("train ramps.idx m.model --kind pca --steps 9", 64, "--steps"),
    ("train ramps.idx m.model --resume --rate 1", 64, "--rate"),
    ("train ramps.idx m.model --resume", 66, "m.checkpoint"),
    ("train nan.npy m.model", 65, "sample 2"),
    ("train text.csv m.model", 65, "line 2"),
    ("train huge.csv m.model", 65, "1e+300"),
    ("train three.csv m.model --kind deep --rotate 5", 64, "--rotate"),
    ("train ramps.idx m.model --rotate 500", 64, "--rotate 500.0 is not within"),
    ("train ramps.idx m.model --scale=-1", 64, "--scale"),
    ("train three.csv m.model --kind conv", 64, "--kind deep"),
    ("train three.csv m.model --held-out ramps.idx", 64, "one kind"),
    ("train ramps.idx m.model --rate 1e30 --optimiser sgd --warm-up 0", 64, "step "),
    ("train ramps.idx taken.model", 64, "--overwrite"),
    ("model show ramps.idx", 65, "ramps.idx"),
  ])
  func `what cannot be trained is said in a line`(
    arguments: String, code: Int32, words: String
  ) throws {
    try Sandbox.with { sandbox in
      try sandbox.write(Self.idx, to: "ramps.idx")
      try sandbox.write([], to: "taken.model")
      try sandbox.write(Array("1,2,3\n4,x,6\n".utf8), to: "text.csv")
      try sandbox.write(Array("1,2,3\n4,1e300,6\n".utf8), to: "huge.csv")
      try sandbox.write(Self.npy, to: "nan.npy")
      try sandbox.write(Array("1,2,3\n4,5,6\n7,8,9\n".utf8), to: "three.csv")
      _ = try sandbox.run("mkdir empty two; cp ramps.idx three.csv two")
      let before = try sandbox.names()
      let result = try sandbox.run("aezip \(arguments)")
      #expect(result.code == code, "\(result.errors)")
      #expect(result.output == "" && result.errorLines.count == 1, "\(result.errors)")
      #expect(result.errors.contains(words), "\(result.errors)")
      #expect(try sandbox.names() == before)
    }
  }
}
