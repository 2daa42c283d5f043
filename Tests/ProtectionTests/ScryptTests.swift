import Protection
import Testing

@Suite struct ScryptTests {
  /// RFC 7914, section 12; that of an empty password aside, which no archive has.
  @Test(arguments: [
    (
      "password", "NaCl", ScryptCost(rounds: 10, blockSize: 8, lanes: 16),
      """
      fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162\
      2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640
      """
    ),
    (
      "pleaseletmein", "SodiumChloride", ScryptCost(rounds: 14, blockSize: 8, lanes: 1),
      """
      7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2\
      d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887
      """
    ),
  ])
  func `keys are those of the standard`(
    password: String, salt: String, cost: ScryptCost, expected: String
  ) throws {
    let key = try cost.derive(64, from: Array(password.utf8), salt: Array(salt.utf8))
    #expect(key.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
  }

  @Test(
    arguments: [
      (0, 8, 1), (23, 1, 1), (17, 0, 1), (17, 8, 0), (22, 8, 1), (20, 8, 1), (17, 8, 5), (1, 17, 1),
      (16, 1, 1), (255, 255, 255), (10, 16, 255), (63, 1, 1), (64, 16, 1),
    ] as [(UInt8, UInt8, UInt8)])
  func `what would take all memory or time is refused`(
    rounds: UInt8, blockSize: UInt8, lanes: UInt8
  ) {
    // 2¹⁰ · 16 · 255 is within the limit, all others are not.
    let cost = ScryptCost(rounds: rounds, blockSize: blockSize, lanes: lanes)
    guard (rounds, blockSize, lanes) != (10, 16, 255) else {
      #expect(cost.isAllowed)
      return
    }
    #expect(throws: EncryptionError.badCost(cost)) {
      try cost.derive(64, from: [1], salt: [2])
    }
  }

  @Test(arguments: [(15, 1, 1), (1, 1, 255), (10, 16, 1), (10, 15, 3)] as [(UInt8, UInt8, UInt8)])
  func `what the format allows can be derived`(
    rounds: UInt8, blockSize: UInt8, lanes: UInt8
  ) throws {
    let cost = ScryptCost(rounds: rounds, blockSize: blockSize, lanes: lanes)
    #expect(try cost.derive(64, from: [1], salt: [2]).count == 64)
  }
}
