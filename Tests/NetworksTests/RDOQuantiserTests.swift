import Foundation
import Networks
import Tensors
import Testing

@Suite struct RDOQuantiserTests {
  /// A symbol under a Laplace distribution: its cost in bits and its reconstruction.
  private struct Symbol {
    /// The cost in bits; the coder's tables give every symbol at least 1/65536.
    let bits: Double
    /// The reconstruction: the mean of the density in its bin, by a sum over the bin.
    let centre: Double

    init(_ symbol: Int, mean: Double, level: Int) {
      let sigma = exp(-3.2 + Double(level) * 8.7 / 63)
      func below(_ x: Double) -> Double {
        x < mean ? exp((x - mean) / sigma) / 2 : 1 - exp((mean - x) / sigma) / 2
      }
      let middle = Double(symbol)
      let mass = below(middle + 0.5) - below(middle - 0.5)
      bits = -log2(max(mass, 0) + 1 / 65536)
      guard sigma <= 8 else {
        centre = middle
        return
      }
      var (sum, moment) = (0.0, 0.0)
      let least = abs(middle - mean) < 0.5 ? 0 : abs(middle - mean) - 0.5
      for part in 0..<4000 {
        let x = middle - 0.5 + (Double(part) + 0.5) / 4000
        let density = exp((least - abs(x - mean)) / sigma)
        (sum, moment) = (sum + density, moment + density * x)
      }
      centre = moment / sum
    }

    func cost(of number: Double) -> Double { pow(centre - number, 2) + 0.06 * bits }
  }

  /// The symbol that the quantiser chooses for one latent.
  private func chosen(
    near symbol: Int16, remainder: Int16, mean: Int32, scale: UInt8
  ) -> Int16 {
    RDOQuantiser.cheapest(
      [symbol], remainders: [remainder],
      PriorParameters(means: [mean], scales: [scale]))[0]
  }

  @Test(arguments: [0, 9, 17, 24, 30, 36, 43, 50, 63])
  func `of two symbols the likelier one is chosen where it costs less`(level: Int) {
    for mean in -40...40 {
      let symbols = (-1...1).map { Symbol($0, mean: Double(mean) / 16, level: level) }
      for remainder in Array(-32 ... -24) + Array(24...32) {
        let number = Double(remainder) / 64
        let other = remainder < 0 ? -1 : 1
        let found = Int(
          chosen(near: 0, remainder: Int16(remainder), mean: Int32(mean), scale: UInt8(level)))
        guard mean * other > 8 else {
          #expect(found == 0, "only a likelier symbol is worth an error")
          continue
        }
        #expect(found == 0 || found == other)
        let costs = (symbols[1].cost(of: number), symbols[1 + other].cost(of: number))
        // If both cost the same, either will do.
        guard abs(costs.0 - costs.1) > 1e-4 else { continue }
        #expect(
          (found == other) == (costs.1 < costs.0), "mean \(mean)/16, remainder \(remainder)/64")
      }
    }
  }

  @Test func `latents without a remainder keep their symbols`() {
    for mean in [-400, -17, 0, 17, 400] {
      #expect(chosen(near: 3, remainder: 0, mean: Int32(mean), scale: 20) == 3)
    }
  }

  @Test func `no symbol leaves the range`() {
    for (symbol, mean) in [(Int16.max, Int32(2_097_152)), (-Int16.max, -2_097_152)] {
      for scale in UInt8(0)..<64 {
        let remainder: Int16 = symbol < 0 ? -32 : 32
        #expect(chosen(near: symbol, remainder: remainder, mean: mean, scale: scale) == symbol)
      }
    }
  }
}
