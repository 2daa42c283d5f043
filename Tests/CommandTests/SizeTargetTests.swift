import Foundation
import Testing

/// `pack --size` and `--bpp`: what is asked for is kept, and used.
@Suite struct SizeTargetTests {
  private static let corpus = URL(filePath: #filePath)
    .appending(path: "../../../Corpus").standardized.path

  /// Pictures, and a text that is stored exactly.
  private func makeFiles(_ sandbox: borrowing Sandbox) throws {
    let copied = try sandbox.run(
      """
      mkdir in && cd \(Self.corpus) &&
      cp holiday/sea.png holiday/panorama.png forest/bark.png "$OLDPWD/in" &&
      seq 3000 > "$OLDPWD/in/numbers.txt"
      """)
    try #require(copied.code == 0, "\(copied.errors)")
  }

  private func size(_ sandbox: borrowing Sandbox, _ archive: String) throws -> Int {
    try sandbox.content(of: archive).count
  }

  @Test(arguments: [0.2, 0.5, 0.9])
  func `an archive is as large as it may be, within 1 %`(share: Double) throws {
    try Sandbox.with { sandbox in
      try makeFiles(sandbox)
      try #require(try sandbox.run("aezip pack in least.aez -q --quality 0").code == 0)
      try #require(try sandbox.run("aezip pack in most.aez -q --quality 100").code == 0)
      let (least, most) = (try size(sandbox, "least.aez"), try size(sandbox, "most.aez"))
      let wanted = least + Int(share * share * Double(most - least))
      let packed = try sandbox.run("aezip pack in a.aez -q --size \(wanted) --jobs 2")
      try #require(packed.code == 0 && packed.errors == "", "\(packed.errors)")
      let bytes = try size(sandbox, "a.aez")
      #expect(bytes <= wanted && Double(bytes) >= 0.99 * Double(wanted), "\(bytes) of \(wanted)")
      #expect(try sandbox.run("aezip verify a.aez").code == 0)
      guard share == 0.5 else { return }
      #expect(try sandbox.run("aezip pack in b.aez -q --size \(wanted) --jobs 1").code == 0)
      #expect(try sandbox.run("cmp a.aez b.aez").code == 0)
    }
  }

  @Test func `bits a pixel are those that pack tells, the files beside pictures left out`() throws {
    try Sandbox.with { sandbox in
      try makeFiles(sandbox)
      let packed = try sandbox.run("aezip pack in a.aez --bpp 0.7 --json")
      try #require(packed.code == 0, "\(packed.errors)")
      let report = try #require(try parsed(packed.output) as? [String: Any])
      let rate = try #require(report["bitsPerPixel"] as? Double)
      #expect(rate <= 0.7 && rate >= 0.69, "\(rate)")
    }
  }

  @Test func `room for the finest pictures gives the finest pictures`() throws {
    try Sandbox.with { sandbox in
      try makeFiles(sandbox)
      #expect(try sandbox.run("aezip pack in a.aez -q --size 1GB").code == 0)
      #expect(try sandbox.run("aezip pack in b.aez -q --quality 100 && cmp a.aez b.aez").code == 0)
    }
  }

  @Test func `less than the least is refused, and tells the least`() throws {
    try Sandbox.with { sandbox in
      try makeFiles(sandbox)
      let refused = try sandbox.run("aezip pack in a.aez --size 1kB")
      #expect(refused.code == 64 && refused.errors.contains("at the lowest quality"))
      #expect(refused.errors.contains("1000 bytes"))
      #expect(try !sandbox.names().contains("a.aez"))
    }
  }

  @Test(arguments: [
    ("--size 1MB --bpp 1", "exclude each other"), ("--size 1MB --quality 10", "exclude"),
    ("--size 0", "size"), ("--size many", "size"), ("--bpp nan", "above 0"),
    ("--bpp 0", "above 0"), ("--bpp 1 --lossless", "exclude"),
    ("--quality 75 --lossless", "--quality and --lossless exclude each other"),
    ("--size 1MB --learn", "--psnr"),
  ])
  func `what makes no sense is misuse`(options: String, reason: String) throws {
    try Sandbox.with { sandbox in
      try makeFiles(sandbox)
      let refused = try sandbox.run("aezip pack in a.aez \(options)")
      #expect(refused.code == 64 && refused.errors.contains(reason), "\(refused.errors)")
    }
  }
}
