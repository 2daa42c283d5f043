import Bytes
import Container
import Testing

@Suite struct RepairCommandTests {
  /// Where the blocks of `a.aez` lie: the picture's, then the text's.
  private func blocks(_ sandbox: Sandbox) throws -> [BlockLocation] {
    try ArchiveReader(sandbox.content(of: "a.aez")).blocks
  }

  @Test func `verify names what is lost and the way out, and repair saves the rest`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeArchive()
      let place = try blocks(sandbox)[0]
      try sandbox.damage(into: "b.aez") { $0[place.offset + 60] ^= 1 }
      let verified = try sandbox.run("aezip verify b.aez")
      #expect(verified.code == 65)
      #expect(verified.errors.contains("aezip: b.aez: p.png: checksum of section BLCK"))
      #expect(verified.errors.contains("`aezip repair`"))
      let repaired = try sandbox.run("aezip repair b.aez whole.aez")
      #expect(repaired.code == 1)
      #expect(repaired.errorLines.last == "aezip: lost: p.png")
      #expect(repaired.output.hasPrefix("whole.aez: 1 entry, "))
      #expect(repaired.output.hasSuffix(" saved; 1 lost\n"))
      let after = try sandbox.run("aezip verify whole.aez && aezip unpack -q whole.aez")
      #expect(after.code == 0)
      #expect(try sandbox.names() == ["a.aez", "b.aez", "t.txt", "whole.aez"])
      #expect(try sandbox.content(of: "t.txt") == Array("some text".utf8))
    }
  }

  @Test func `without its index, or cut in it, an archive is saved whole, which is success`() throws
  {
    try Sandbox.with { sandbox in
      try sandbox.makeArchive()
      let whole = try sandbox.content(of: "a.aez")
      let index = try SectionSource(source: whole).indexSection()
      try sandbox.damage(into: "b.aez") {
        $0.replaceSubrange(index.offset..<index.end, with: $0[..<(index.end - index.offset)])
      }
      try sandbox.damage(into: "c.aez") { $0.removeLast($0.count - index.payloadOffset - 3) }
      for name in ["b", "c"] {
        let opened = try sandbox.run("aezip list \(name).aez")
        #expect(opened.code == 65 && opened.errors.contains("`aezip repair`"))
        let repaired = try sandbox.run("aezip repair \(name).aez \(name)-whole.aez")
        #expect(repaired.code == 0, "\(repaired.errors)")
        #expect(repaired.output.hasSuffix(": nothing lost\n"))
        #expect(try sandbox.content(of: "\(name)-whole.aez") == whole)
      }
    }
  }

  @Test func `a cut archive gives what lies before the cut, and more may be lost`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeArchive()
      let place = try blocks(sandbox)[1]
      try sandbox.damage(into: "b.aez") { $0.removeLast($0.count - place.offset) }
      let repaired = try sandbox.run("aezip repair b.aez whole.aez --json")
      #expect(repaired.code == 1)
      #expect(repaired.errors.contains("more may be lost: the index is lost"))
      let report = try #require(try parsed(repaired.output) as? [String: Any])
      #expect(report["saved"] as? Int == 1 && report["mayHaveLostMore"] as? Bool == true)
      #expect(report["wasIntact"] as? Bool == false && report["archive"] as? String == "whole.aez")
      #expect(try sandbox.run("aezip verify -q whole.aez").code == 0)
    }
  }

  @Test func `an archive that is intact is copied`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeArchive()
      let repaired = try sandbox.run("aezip repair a.aez b.aez && cmp a.aez b.aez")
      #expect(repaired.code == 0 && repaired.errors == "")
      #expect(repaired.output.contains("a.aez is intact and was copied"))
    }
  }

  @Test func `where nothing can be saved nothing is written`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeArchive()
      try sandbox.damage(into: "cut.aez") { $0.removeLast($0.count - 60) }
      try sandbox.damage(into: "other.aez") { $0 = Array("no archive at all".utf8) }
      try sandbox.makeNewer()
      let names = try sandbox.names()
      for name in ["cut", "other", "new"] {
        let repaired = try sandbox.run("aezip repair \(name).aez whole.aez")
        #expect(repaired.code == 65 && repaired.errorLines.count == 1, "\(repaired.errors)")
        #expect(repaired.errors.hasPrefix("aezip: \(name).aez: "))
      }
      #expect(try sandbox.names() == names)
    }
  }

  @Test func `neither the damaged archive nor what exists is written over`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeArchive()
      try sandbox.damage(into: "b.aez") { $0.removeLast(50) }
      let damaged = try sandbox.content(of: "b.aez")
      _ = try sandbox.run("ln b.aez hard.aez; ln -s b.aez soft.aez")
      for name in ["b", "hard", "soft", "./b"] {
        let repaired = try sandbox.run("aezip repair b.aez \(name).aez --overwrite")
        #expect(repaired.code == 64)
        #expect(repaired.errors.contains("choose another name"))
      }
      #expect(try sandbox.run("aezip repair b.aez a.aez").code == 64)
      #expect(try sandbox.run("aezip repair b.aez whole.zip").code == 64)
      #expect(try sandbox.run("aezip repair missing.aez whole.aez").code == 66)
      #expect(try sandbox.run("aezip repair b.aez no/whole.aez").code == 74)
      #expect(try sandbox.content(of: "b.aez") == damaged)
      #expect(try sandbox.run("aezip repair -q b.aez a.aez --overwrite").output == "")
      #expect(try sandbox.run("aezip verify -q a.aez").code == 0)
      #expect(try sandbox.names() == ["a.aez", "b.aez", "hard.aez", "soft.aez"])
    }
  }
}
