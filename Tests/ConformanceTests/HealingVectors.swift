import Container

/// The damage done to `valid/redundancy.aez` in the archives of `must-heal/`, which are never
/// changed.
enum HealingVectors {
  typealias Damage = @Sendable (inout [UInt8], [Section]) -> Void

  static let all: [(name: String, damage: Damage)] = [
    ("zeroed-run", { bytes, _ in zero(&bytes, 500, most(bytes)) }),
    ("zeroed-begin", { bytes, _ in zero(&bytes, 0, most(bytes)) }),
    ("zeroed-end", { bytes, _ in zero(&bytes, bytes.count - most(bytes), most(bytes)) }),
    ("cut-end", { bytes, _ in bytes.removeLast(most(bytes)) }),
    ("flipped-parity", { bytes, parity in flip(&bytes, parity[0].offset, most(bytes)) }),
    (
      "flipped-headers",
      { bytes, parity in
        for section in parity.dropFirst() { flip(&bytes, section.offset, 60) }
        flip(&bytes, 700, most(bytes) / 4)
      }
    ),
    (
      "flipped-sectors",
      { bytes, _ in for start in [100, 3900, 7000] { flip(&bytes, start, 300) } }
    ),
    (
      "lost-bytes",
      { bytes, _ in
        zero(&bytes, 7000, 200)
        bytes.removeSubrange(4000..<4300)
      }
    ),
    ("inserted-bytes", { bytes, _ in bytes.insert(contentsOf: [1, 2, 3], at: 2000) }),
    ("longer", { bytes, _ in bytes += [7, 8, 9] }),
  ]

  /// The longest run of damage that the redundancy heals.
  private static func most(_ bytes: [UInt8]) -> Int { bytes.count / 8 }

  private static func zero(_ bytes: inout [UInt8], _ start: Int, _ count: Int) {
    for offset in start..<start + count { bytes[offset] = 0 }
  }

  private static func flip(_ bytes: inout [UInt8], _ start: Int, _ count: Int) {
    for offset in start..<start + count { bytes[offset] ^= 0x55 }
  }

  /// A vector of `must-heal/`.
  static func damaged(_ change: Damage) throws -> [UInt8] {
    var bytes = try VectorFolder.valid.read("redundancy.aez")
    let parity = try ArchiveReader(bytes).index.sections.filter { $0.type == .parity }
    change(&bytes, parity)
    return bytes
  }
}
