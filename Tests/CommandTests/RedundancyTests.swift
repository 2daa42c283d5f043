import Bytes
import Container
import Testing

/// `pack --redundancy`, and what `repair`, `verify` and `info` make of it.
@Suite struct RedundancyTests {
  private func makeArchive(_ sandbox: borrowing Sandbox) throws {
    let packed = try sandbox.run(
      "head -c 700000 /dev/urandom > t.bin; head -c 600000 /dev/urandom > u.bin; "
        + "aezip pack t.bin u.bin a.aez --redundancy 10%")
    try #require(packed.code == 0, "\(packed.errors)")
    #expect(packed.output.hasSuffix(" in a.aez, redundancy 10 %\n"))
  }

  @Test func `a tenth of an archive, destroyed, comes back`() throws {
    try Sandbox.with { sandbox in
      try makeArchive(sandbox)
      let whole = try sandbox.content(of: "a.aez")
      try sandbox.damage(into: "b.aez") { bytes in
        for offset in 2000..<2000 + whole.count / 10 { bytes[offset] = 0 }
      }
      try sandbox.damage(into: "c.aez") { $0.removeLast(whole.count / 10) }
      for name in ["b", "c"] {
        let verified = try sandbox.run("aezip verify \(name).aez")
        #expect(verified.code == 65)
        #expect(verified.errors.contains("`aezip repair` restores all of it"), "\(verified.errors)")
        let repaired = try sandbox.run("aezip repair \(name).aez \(name)-whole.aez")
        #expect(repaired.code == 0 && repaired.errors == "", "\(repaired.errors)")
        #expect(
          repaired.output.contains(": repaired ") && repaired.output.hasSuffix("nothing lost\n"))
        #expect(try sandbox.content(of: "\(name)-whole.aez") == whole)
      }
    }
  }

  @Test func `that it comes back is said of an encrypted archive, too`() throws {
    try Sandbox.with { sandbox in
      try #require(
        try sandbox.run(
          """
          head -c 300000 /dev/urandom > t.bin && echo secret > pw &&
          aezip pack t.bin a.aez -q --redundancy 10% --encrypt --passphrase-file pw
          """
        ).code == 0)
      try sandbox.damage(into: "b.aez") { bytes in
        for offset in 100_000..<105_000 { bytes[offset] = 0 }
      }
      let verified = try sandbox.run("aezip verify b.aez --passphrase-file - < pw")
      #expect(verified.code == 65)
      #expect(verified.errors.contains("`aezip repair` restores all of it"), "\(verified.errors)")
    }
  }

  @Test func `of more damage it is told how much is healed`() throws {
    try Sandbox.with { sandbox in
      try makeArchive(sandbox)
      try sandbox.damage(into: "b.aez") { bytes in
        for offset in bytes.count / 9..<bytes.count / 9 + bytes.count / 5 { bytes[offset] = 0 }
      }
      let verified = try sandbox.run("aezip verify b.aez")
      #expect(verified.code == 65 && verified.errors.contains("than its redundancy repairs"))
      let repaired = try sandbox.run("aezip repair b.aez whole.aez --json")
      let report = try #require(try parsed(repaired.output) as? [String: Any])
      let damaged = try #require(report["damagedBytes"] as? Int)
      #expect(repaired.code == 1 && report["saved"] as? Int == 1)
      #expect(try damaged > #require(report["healedBytes"] as? Int))
      let after = try sandbox.run("aezip verify whole.aez && aezip info whole.aez")
      #expect(after.code == 0 && after.output.contains("redundancy  10 % can be repaired"))
    }
  }

  @Test func `redundancy counts where a size is asked for, and no thread changes a byte`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(TestPictures.file(200, 150, .rgb), to: "p.png")
      try #require(try sandbox.run("aezip pack p.png a.aez -q --quality 30").code == 0)
      let size = try sandbox.content(of: "a.aez").count + 2000
      let options = "-q --redundancy 5 --size \(size)"
      let packed = try sandbox.run(
        "aezip pack p.png b.aez \(options) --jobs 1 && aezip pack p.png c.aez \(options) --jobs 3")
      #expect(packed.code == 0, "\(packed.errors)")
      #expect(try sandbox.content(of: "b.aez").count <= size)
      #expect(try sandbox.run("cmp b.aez c.aez").code == 0)
      let info = try sandbox.run("aezip info b.aez --json")
      let report = try #require(try parsed(info.output) as? [String: Any])
      let redundancy = try #require(report["redundancy"] as? [String: Any])
      #expect(redundancy["percent"] as? Double == 5 && report["version"] as? String == "1.8")
    }
  }

  @Test(arguments: ["0", "-5%", "50.1%", "nan", "five", "%", "1e999", "0.00001", "-x"])
  func `what is no redundancy is refused, with what would be one`(text: String) throws {
    try Sandbox.with { sandbox in
      try sandbox.write([1], to: "t.txt")
      for option in ["--redundancy=\(text)", "--redundancy \(text)"] {
        let packed = try sandbox.run("aezip pack t.txt a.aez \(option)")
        #expect(packed.code == 64 && packed.errorLines.count == 1, "\(packed.errors)")
        #expect(
          packed.errors.hasPrefix(
            "aezip: --redundancy \(text) is no percentage from 0.0001% to 50%, such"),
          "\(packed.errors)")
      }
      #expect(try sandbox.names() == ["t.txt"])
    }
  }
}
