/// What a block costs: its bits, estimated, and its errors at the exchange rate of the step.
struct BlockCosts {
  private let planes: Int
  /// The squared error of a sixteenth of a bit, in 1/2048.
  private let exchange: Int

  init(_ quantiser: BlockQuantiser, planes: Int, isLuma: Bool) {
    self.planes = planes
    // The squared step of samples, of which the error falls by ln 2 / 6 for each bit.
    let square = Int(quantiser.steps[0]) * Int(quantiser.steps[0]) * (isLuma ? 3 : 1)
    exchange = max(square * 15 / 256, 1)
  }

  func cost(error: Int, sixteenths: Int) -> Int { 2048 * error + exchange * sixteenths }

  /// A cost in bits.
  func bits(_ cost: Int) -> Double { Double(cost) / Double(16 * exchange) }

  /// The approximate bits of a block's symbols, in 1/16.
  func sixteenths(of block: CodedBlock) -> Int {
    var sum = 0
    for plane in 0..<planes {
      guard block.counts[plane] > 0 else {
        sum += 5
        continue
      }
      var last = 0
      for index in 0..<64 {
        let magnitude = abs(block[plane, Zigzag.places[index]])
        guard magnitude > 0 else { continue }
        last = index
        // 2.2 + 2 · log₂ of the magnitude, which is straight between powers of two.
        let length = Int.bitWidth - 1 - magnitude.leadingZeroBitCount
        sum += 35 + 32 * length + 32 * (magnitude - 1 << length) >> length
      }
      sum += 32 + 2 * last + 5 * block.counts[plane]
    }
    return sum
  }
}
