import CFuzzer

/// One change of an input, drawn from a seed.
final class Mutation: RandomNumberGenerator {
  /// Bytes that the input may have when it is changed.
  let most: Int
  private var state: UInt64

  init(seed: UInt32, most: Int) {
    (self.most, state) = (most, UInt64(seed))
  }

  /// SplitMix64 (Steele, Lea, Flood 2014).
  func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// True once in `count` times.
  func isOne(of count: Int) -> Bool { below(count) == 0 }

  /// 0…`bound` − 1, nearly alike often.
  func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// `bytes` changed in libFuzzer's way, with what it learned from comparisons.
  func changed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let (count, room) = (bytes.count, bytes.count + 64)
    bytes += Array(repeating: 0, count: room - count)
    let changed = unsafe bytes.withUnsafeMutableBufferPointer {
      unsafe LLVMFuzzerMutate($0.baseAddress!, count, room)
    }
    return Array(bytes.prefix(changed))
  }

  /// The same, and as many bytes as before.
  func changedInPlace(_ bytes: [UInt8]) -> [UInt8] {
    let changed = changed(bytes).prefix(bytes.count)
    return Array(changed) + bytes.dropFirst(changed.count)
  }

  func inPlace(_ data: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
    unsafe LLVMFuzzerMutate(data, count, most)
  }
}
