import Container

extension MustFailVectors {
  /// The base with a copy at an index of its last block, which has a folder, a link and a file of
  /// 12 bytes.
  private static func copy(
    _ name: String, at place: Int, size: Int = 12,
    _ change: @escaping @Sendable (inout RawBlock) -> Void = { _ in }
  ) -> Vector {
    changed("copy-\(name)") { raw in
      raw.version = .copies
      raw.changeBlocks { block in
        guard block.rows.contains(where: { $0.entry.kind == .directory }) else { return }
        block.rows.insert(Self.row("copy.txt", size: size), at: place)
        change(&block)
      }
    }
  }

  private static func row(_ path: String, size: Int) -> RawBlock.Row {
    RawBlock.Row(
      entry: Entry(path: Array(path.utf8), kind: .copy, mode: 0o644, size: size))
  }

  static let copies: [Vector] = [
    copy("of-nothing", at: 0, size: 5000), copy("of-a-folder", at: 1, size: 0),
    copy("of-a-link", at: 2, size: 5), copy("of-another-size", at: 3, size: 13),
    copy("of-an-unknown-kind", at: 3) {
      $0.rows[2].entry.kind = EntryKind(rawValue: 9)
      $0.rows[2].entry.digest = .none
    },
    copy("with-content", at: 3) { $0.rows[3].body = Array("plain words\n".utf8) },
    copy("with-digest", at: 3) { $0.rows[3].entry.digest = .file(.photo1) },
    copy("in-pieces", at: 3) { $0.rows[3].entry.pieceOffset = 5 },
    copy("of-the-same-path", at: 3) { $0.rows[3].entry.path = $0.rows[2].entry.path },
    copy("of-a-path-twice", at: 3) { $0.rows[3].entry.path = Array("a.png".utf8) },
    copy("below-its-original", at: 3) { $0.rows[3].entry.path = Array("words.txt/copy".utf8) },
    copy("of-a-broken-file", at: 3) { $0.rows[2].entry.digest = .file(.photo1) },
    copy("of-an-unfinished-file", at: 3, size: 13) { $0.rows[2].entry.size = 13 },
    changed("copy-of-another-block") { raw in
      raw.version = .copies
      raw.parts.append(.block(RawBlock([Self.row("copy.txt", size: 12)])))
    },
    copy("between-pieces", at: 3) { block in
      let bytes = block.rows[2].body
      block.rows[2].body = Array(bytes.prefix(5))
      block.rows[2].entry.digest = .none
      var rest = RawBlock.Row.exact("words.txt", "plain words\n")
      rest.entry.pieceOffset = 5
      rest.body = Array(bytes.dropFirst(5))
      block.rows.append(rest)
    },
    copy("after-more-than-allowed", at: 3) { block in
      block.rows += (0..<ArchiveLimit.copies).map { row("copies/\($0)", size: 12) }
    },
  ]
}
