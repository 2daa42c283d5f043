import Bytes
import Testing

@Suite struct PathOrderTests {
  @Test func `what lies below a path follows it at once`() {
    let paths = ["a", "a/b", "a/b/c", "a/c", "a b", "a-b", "a.txt", "aa", "b", "b/a"]
    let sorted = paths.shuffled().map { Array($0.utf8) }.sorted { $0.precedesPath($1) }
    #expect(sorted.map { String(decoding: $0, as: UTF8.self) } == paths)
  }

  @Test func `no path precedes itself`() {
    for path in ["", "a", "a/b"] {
      #expect(!Array(path.utf8).precedesPath(Array(path.utf8)))
    }
  }

  @Test func `paths are ordered as lists of their parts`() {
    let parts: [[[UInt8]]] = (UInt8(0)..<64).map { number in
      let first: UInt8 = 1 + number & 3
      let second: UInt8 = 0x30 + number >> 2 & 3
      let third: UInt8 = 0xFF - number >> 4
      return [[first], [second, 0x2E], [third]]
    }
    for one in parts {
      for other in parts {
        let expected = zip(one, other).first { $0 != $1 }.map {
          $0.lexicographicallyPrecedes($1)
        }
        let found = Array(one.joined(separator: [0x2F])).precedesPath(
          Array(other.joined(separator: [0x2F])))
        #expect(found == expected ?? false)
      }
    }
  }
}
