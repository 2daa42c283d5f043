import Bytes
import Container
import TestSupport

/// A random but valid archive: folders, links, exact files in pieces, pictures, unknown kinds, and
/// names that are not UTF-8, copies, tables and JPEG files.
struct RandomArchive {
  private var random: SplitMix64
  private var folders: [[UInt8]] = [[]]
  private var number = 0
  private var block = Block()
  private(set) var blocks: [Block] = []

  init(seed: UInt64, files: Int) {
    random = SplitMix64(seed: seed)
    for _ in 0..<files { addEntry() }
    endBlock()
  }

  func archive() throws -> [UInt8] {
    try Samples.archive(try blocks.map { try $0.compressed(bodyLevel: 3) })
  }

  private mutating func endBlock() {
    guard !block.entries.isEmpty else { return }
    if block.entries.contains(where: { $0.digest == .shared }) {
      block.sharedDigest = SampleDigest(Digest(of: random.bytes(4)))
    }
    blocks.append(block)
    block = Block()
  }

  private mutating func newPath() -> [UInt8] {
    number += 1
    let name = random.bytes(Int.random(in: 1...5, using: &random)).map { max($0, 0x30) }
    let folder = folders.randomElement(using: &random) ?? []
    return folder + (folder.isEmpty ? [] : [UInt8(ascii: "/")]) + Array("\(number)".utf8) + name
  }

  private mutating func addEntry() {
    var entry = Entry(
      path: newPath(), kind: EntryKind(rawValue: UInt8.random(in: 0...7, using: &random)),
      mode: UInt16.random(in: 0...0o7777, using: &random),
      modified: Timestamp(
        seconds: Int64(bitPattern: random.next()),
        nanoseconds: UInt32.random(in: 0...999_999_999, using: &random)))
    let body = random.bytes(Int.random(in: 1...40, using: &random))
    let extras = random.bytes(Int.random(in: 0...3, using: &random))
    entry.size = body.count
    switch entry.kind {
    case .directory:
      folders.append(entry.path)
      entry.size = 0
      block.append(entry)
    case .copy:
      // Where there is something to be copied.
      guard let original = block.entries.last, original.isCopiable else { return }
      entry.size = original.size
      block.append(entry)
    case .exact: addFile(entry, Bool.random(using: &random) ? [] : body)
    case .table:
      entry.maximumError = Double.random(in: 0...1, using: &random)
      entry.digest = .file(Digest(of: body))
      block.append(entry, body: body, extras: extras)
    case .picture:
      addPicture(entry, body, extras)
    default: block.append(entry, body: body, extras: entry.kind == .symlink ? [] : extras)
    }
    if random.next() % 4 == 0 { endBlock() }
  }

  private mutating func addFile(_ file: Entry, _ content: [UInt8]) {
    var entry = file
    entry.size = content.count
    repeat {
      let rest = content.count - entry.pieceOffset
      let length = rest == 0 ? 0 : Int.random(in: 1...rest, using: &random)
      let end = entry.pieceOffset + length
      entry.digest = end == content.count ? .file(Digest(of: content)) : .none
      block.append(entry, body: Array(content[entry.pieceOffset..<end]))
      entry.pieceOffset = end
      if random.next() % 2 == 0 { endBlock() }
    } while entry.pieceOffset < content.count
  }

  private mutating func addPicture(_ file: Entry, _ codes: [UInt8], _ extras: [UInt8]) {
    var entry = file
    let coder = EntropyCoderID(rawValue: UInt8.random(in: 0...255, using: &random))
    entry.picture = PictureInfo(
      width: Int.random(in: 1...70_000, using: &random), height: 300,
      channels: Int.random(in: 1...4, using: &random),
      format: PictureFormat(rawValue: UInt8.random(in: 0...255, using: &random)),
      coder: coder, model: coder.usesModel ? Int.random(in: 0...1, using: &random) : 0,
      level: UInt16.random(in: 0...UInt16.max, using: &random),
      psnr: UInt16.random(in: 0...UInt16.max, using: &random))
    let own = EntryDigest.samples(SampleDigest(Digest(of: codes)))
    entry.digest = [.none, .shared, own].randomElement(using: &random) ?? .none
    block.append(entry, body: codes, extras: extras)
  }
}
