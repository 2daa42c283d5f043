import Bytes
import Container
import Testing

@Suite struct EntryValidationTests {
  private func flaw(_ entries: [Entry], as extent: EntrySequence.Extent = .archive) -> EntryFlaw? {
    do {
      try EntrySequence.validate(entries, as: extent, models: 1)
      return nil
    } catch {
      guard case .entry(_, let flaw) = error else { return nil }
      return flaw
    }
  }

  /// A piece of a file of ten bytes.
  private func piece(_ path: String, _ range: Range<Int>) -> Entry {
    var entry = Samples.entry(path, size: 10)
    entry.pieceOffset = range.lowerBound
    entry.bodyLength = range.count
    return entry
  }

  @Test(
    arguments: [
      ("", .emptyPath), ("/etc/passwd", .absolutePath), ("a\0b", .zeroInPath),
      ("../x", .badComponent), ("a/../b", .badComponent), ("a/..", .badComponent),
      ("./a", .badComponent), ("a//b", .badComponent), ("a/", .badComponent),
      (String(repeating: "x", count: 32769), .pathTooLong(bytes: 32769)),
      ("..a/b..", nil), ("...", nil), ("a/.b", nil),
    ] as [(String, EntryFlaw?)])
  func `paths that lead out of a folder are refused`(path: String, expected: EntryFlaw?) {
    #expect(flaw([Samples.entry(path)]) == expected)
  }

  @Test func `fields outside of what the format allows are refused`() {
    var entry = Samples.entry("x")
    entry.mode = 0o10000
    #expect(flaw([entry]) == .mode(0o10000))
    entry = Samples.entry("x")
    entry.modified.nanoseconds = 1_000_000_000
    #expect(flaw([entry]) == .nanoseconds(1_000_000_000))
    #expect(flaw([Samples.entry("x", size: -1)]) == .size(-1))
    #expect(flaw([Samples.entry("x", kind: .directory, size: 1)]) == .directoryWithContent)
    #expect(flaw([Samples.entry("x", kind: .symlink)]) == .targetLength(0))
    #expect(flaw([Samples.entry("x", digest: .shared)]) == .digestOfOtherKind)
    var folder = Samples.entry("x", kind: .directory)
    folder.pieceOffset = 1
    #expect(flaw([folder]) == .piecesOfOtherKind)
  }

  @Test func `pictures outside of what the format allows are refused`() {
    #expect(flaw([Samples.picture("x")]) == nil)
    #expect(flaw([Samples.entry("x", kind: .picture)]) == .pictureFields)
    func flawed(_ change: (inout PictureInfo) -> Void) -> EntryFlaw? {
      var entry = Samples.picture("x")
      var info = Samples.info
      change(&info)
      entry.picture = info
      return flaw([entry])
    }
    #expect(flawed { $0.width = 0 } == .dimensions(width: 0, height: 28))
    #expect(flawed { $0.height = 1 << 25 } == .dimensions(width: 28, height: 1 << 25))
    #expect(
      flawed { ($0.width, $0.height) = (1 << 17, 1 << 16) }
        == .dimensions(width: 1 << 17, height: 1 << 16))
    #expect(flawed { $0.channels = 5 } == .channels(5))
    #expect(flawed { $0.model = 1 } == .unknownModel(1, count: 1))
  }

  @Test func `JPEG files outside of what the format allows are refused`() {
    func jpeg(size: Int, digest: EntryDigest = .none) -> Entry {
      Samples.entry("x", kind: .jpeg, size: size, digest: digest)
    }
    #expect(flaw([jpeg(size: 1 << 28, digest: .file(Digest(of: [])))]) == nil)
    #expect(flaw([jpeg(size: 0)]) == .jpegSize(0))
    #expect(flaw([jpeg(size: (1 << 28) + 1)]) == .jpegSize((1 << 28) + 1))
    #expect(flaw([jpeg(size: 9, digest: .shared)]) == .digestOfOtherKind)
    var flawed = jpeg(size: 9)
    flawed.pieceOffset = 1
    #expect(flaw([flawed]) == .piecesOfOtherKind)
    flawed = jpeg(size: 9)
    flawed.picture = Samples.info
    #expect(flaw([flawed]) == .pictureFields)
  }

  @Test func `pieces must join from the file's first byte to its last`() {
    #expect(flaw([piece("x", 0..<4), piece("x", 4..<10)]) == nil)
    #expect(flaw([piece("x", 4..<10)]) == .brokenPieces(offset: 4, expected: 0))
    #expect(flaw([piece("x", 0..<4)]) == .brokenPieces(offset: 10, expected: 4))
    #expect(
      flaw([piece("x", 0..<4), piece("x", 5..<10)]) == .brokenPieces(offset: 5, expected: 4))
    #expect(
      flaw([piece("x", 0..<4), Samples.entry("y"), piece("x", 4..<10)])
        == .brokenPieces(offset: 10, expected: 4))
    #expect(
      flaw([piece("x", 0..<4), piece("x", 4..<4), piece("x", 4..<10)])
        == .pieceOutsideFile(offset: 4, length: 0, size: 10))
    #expect(
      flaw([piece("x", 0..<11)]) == .pieceOutsideFile(offset: 0, length: 11, size: 10))
    #expect(flaw([piece("x", 4..<6)], as: .block) == nil)
    #expect(flaw([piece("x", 0..<4), piece("x", 6..<8)], as: .remains) == nil)
    #expect(
      flaw([piece("x", 6..<8), piece("x", 0..<4)], as: .remains)
        == .brokenPieces(offset: 0, expected: 8))
    var other = piece("x", 4..<10)
    other.mode = 0o600
    #expect(flaw([piece("x", 0..<4), other]) == .brokenPieces(offset: 4, expected: 4))
  }

  @Test func `no path occurs twice or lies below what is no directory`() {
    let folder = Samples.entry("a", kind: .directory)
    let file = Samples.entry("a")
    let below = Samples.entry("a/b")
    #expect(flaw([file, file]) == .duplicate)
    #expect(flaw([below, folder, Samples.entry("a!"), Samples.entry("a/b")]) == .duplicate)
    #expect(flaw([folder, below, Samples.entry("a-b")]) == nil)
    #expect(flaw([below, Samples.entry("a!"), file]) == .belowFile(path: Array("a".utf8)))
    #expect(
      flaw([file, Samples.entry("a!"), Samples.entry("a/b/c/d")])
        == .belowFile(path: Array("a".utf8)))
  }

  @Test func `copies follow what they are copies of`() {
    func copy(_ path: String, size: Int = 10) -> Entry {
      Samples.entry(path, kind: .copy, size: size)
    }
    let picture = Samples.picture("p", size: 10)
    #expect(flaw([picture, copy("c"), copy("d")]) == nil)
    #expect(flaw([Samples.entry("j", kind: .jpeg, size: 10), copy("c")]) == nil)
    #expect(flaw([piece("x", 0..<4), piece("x", 4..<10), copy("c")]) == nil)
    #expect(flaw([piece("x", 4..<10), copy("c")], as: .block) == nil)
    #expect(flaw([piece("x", 6..<10), copy("c")], as: .remains) == nil)
    #expect(flaw([copy("c")]) == .copyOfNothing)
    #expect(flaw([copy("c")], as: .block) == .copyOfNothing)
    #expect(flaw([copy("c")], as: .remains) == .copyOfNothing)
    #expect(flaw([Samples.entry("d", kind: .directory), copy("c", size: 0)]) == .copyOfNothing)
    let unknown = Samples.entry("u", kind: EntryKind(rawValue: 9), size: 10)
    #expect(flaw([unknown, copy("c")]) == .copyOfNothing)
    #expect(flaw([piece("x", 0..<4), copy("c")], as: .remains) == .copyOfNothing)
    #expect(
      flaw([piece("x", 0..<4), copy("c"), piece("x", 4..<10)])
        == .brokenPieces(offset: 10, expected: 4))
    #expect(
      flaw([picture, copy("c"), copy("d", size: 11)]) == .copyOfOtherSize(11, original: 10))
    #expect(flaw([picture, copy("p")]) == .duplicate)
    #expect(flaw([picture, copy("p/c")]) == .belowFile(path: Array("p".utf8)))
    #expect(flaw([picture, copy("c"), Samples.entry("c/d")]) == .belowFile(path: Array("c".utf8)))
    var flawed = copy("c")
    flawed.bodyLength = 1
    #expect(flaw([picture, flawed]) == .copyWithContent)
    flawed = copy("c")
    flawed.digest = .file(Digest(of: []))
    #expect(flaw([picture, flawed]) == .digestOfOtherKind)
    flawed = copy("c")
    flawed.picture = Samples.info
    #expect(flaw([picture, flawed]) == .pictureFields)
    let most = (0..<ArchiveLimit.copies).map { copy("c\($0)") }
    #expect(flaw([picture] + most) == nil)
    #expect(
      flaw([picture] + most + [copy("d")]) == .tooManyCopies(limit: ArchiveLimit.copies))
  }

  @Test func `a path in an error moves no terminal's cursor`() {
    #expect(printable([0x1B, 0x5B, 0x41, 0xFF]) == "\\u{1b}[A\u{FFFD}")
  }
}
