import Foundation
import Testing

@Suite struct TableTests {
  /// A NumPy file of 32-bit numbers: 500 rows of four. Those of 16 bits might be a picture.
  private static var file: [UInt8] {
    var header = "{'descr': '<i4', 'fortran_order': False, 'shape': (500, 4), }"
    header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    var state: UInt32 = 1
    let numbers = (0..<2000).flatMap { index -> [UInt8] in
      state = state &* 1_664_525 &+ 1_013_904_223
      let number = index / 4 * (index % 4 + 1) + Int(state >> 24)
      return [UInt8(number & 255), UInt8(number >> 8), 0, 0]
    }
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + header.utf8
      + numbers
  }

  private func withTable(_ body: (Sandbox) throws -> Void) throws {
    try Sandbox.with { sandbox in
      _ = try sandbox.run("mkdir in && echo words > in/words.txt")
      try sandbox.write(Self.file, to: "in/steps.npy")
      try body(sandbox)
    }
  }

  @Test func `a table comes back exactly, or off by what is allowed`() throws {
    try withTable { sandbox in
      let exact = try sandbox.run(
        """
        aezip pack in a.aez && aezip unpack -q a.aez -C out && cmp in/steps.npy out/in/steps.npy &&
        aezip list a.aez && aezip info a.aez
        """)
      #expect(exact.code == 0 && exact.errors == "")
      #expect(exact.output.hasPrefix("2 lossless files, 1 folder: "))
      #expect(exact.output.contains("  table") && !exact.output.contains("±"))
      #expect(exact.output.contains("format 1.8") && exact.output.contains("1, lossless, "))
      let within = try sandbox.run(
        """
        aezip pack in b.aez --max-error 2.5 && aezip verify b.aez && aezip list b.aez &&
        aezip info b.aez && aezip unpack b.aez -C within &&
        cmp -l in/steps.npy within/in/steps.npy |
        wc -l
        """)
      #expect(within.code == 0 && within.errors == "")
      #expect(
        within.output.hasPrefix(
          "1 lossy table (within ±2.5), 1 lossless file, 1 folder: "))
      #expect(within.output.contains("intact: 1 lossy table, 1 lossless file, 1 folder\n"))
      #expect(within.output.contains("  ±2.5  ") && within.output.contains("1, within ±2.5, "))
      #expect(within.output.contains("\n1 lossy table, 1 lossless file, 1 folder: "))
      #expect(!within.output.hasSuffix("\n0\n"))
    }
  }

  @Test(arguments: [
    ("--max-error -1", "--max-error -1 is not a number of 0 or above"),
    ("--max-error inf", "--max-error inf is not a number of 0 or above"),
    ("--max-error 1 --lossless", "--max-error and --lossless exclude each other"),
  ])
  func `what --max-error cannot be is told`(options: String, message: String) throws {
    try withTable { sandbox in
      let result = try sandbox.run("aezip pack in a.aez \(options)")
      #expect(result.code == 64)
      #expect(result.errors.contains(message) || result.errors.contains("--max-error"))
    }
  }
}
