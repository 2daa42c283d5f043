import Foundation
import Networks
import PictureCodec
import Tensors
import Testing

/// The reference implementation's numbers for a drawn picture, at three levels.
struct Golden {
  let file: SafeTensors
  let samples: [UInt8]
  let size: PhotoSize

  init() throws {
    let vectors = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Formats/vectors/models/photo-1-golden.safetensors")
    file = try SafeTensors(Array(Data(contentsOf: vectors)))
    samples = try file.floats("input").map { UInt8($0) }
    let shape = try #require(file.shape(of: "input"))
    size = PhotoSize(width: shape[1], height: shape[0])
  }

  /// A tensor kept as channels × rows × columns, with channels innermost.
  func map(_ name: String) throws -> [Float] {
    let shape = try #require(file.shape(of: name))
    let values = try file.floats(name)
    let (channels, positions) = (shape[0], shape[1] * shape[2])
    return (0..<positions).flatMap { position in
      (0..<channels).map { values[$0 * positions + position] }
    }
  }
}

@Suite struct GoldenTests {
  let golden: Golden
  let model: PhotoModel

  init() throws {
    golden = try Golden()
    model = try PhotoModel(file: BuiltInModel.all[0].file)
  }

  static let levels: [(name: String, level: QualityLevel)] = [
    ("level0.0.", .trained(0)),
    ("level3.5.", QualityLevel(index: 3 * 256 + 128, conditioning: .interpolated)),
    ("level7.0.", .trained(7)),
  ]

  // Between levels the reference's encoder takes means of gains, and ours does better.
  @Test(arguments: levels.filter { $0.level.index % 256 == 0 })
  func `symbols equal the reference's except where rounding was a toss-up`(
    name: String, level: QualityLevel
  ) throws {
    let y = try golden.map(name + "y")
    let mine = model.latents(of: golden.samples, size: golden.size, level: level).values
    #expect(zip(y, mine).allSatisfy { abs($0 - $1) < 1e-3 })
    let quantised = model.quantisedLatents(of: golden.samples, size: golden.size, level: level)
    let q = try golden.map(name + "q")
    for (index, symbol) in quantised.latents.symbols.enumerated() where Float(symbol) != q[index] {
      let distance = abs(abs(y[index] - y[index].rounded(.down)) - 0.5)
      #expect(distance < 1e-3, "symbol \(index): \(symbol), reference \(q[index]), y \(y[index])")
    }
    let z = try golden.map(name + "z")
    let different = zip(quantised.hyperLatents.symbols, z).count { Float($0) != $1 }
    #expect(different == 0)
  }

  @Test(arguments: [1, 64, 128, 200])
  func `what the decoder gets between levels lies between what it gets at them`(share: Int) {
    func decoded(_ level: QualityLevel) -> [Float] {
      let latents = model.latents(of: golden.samples, size: golden.size, level: level)
      let steps = model.steps(at: level)
      return latents.values.enumerated().map { $1 * steps[$0 % steps.count] }
    }
    let (low, high) = (decoded(.trained(5)), decoded(.trained(6)))
    let part = Float(share) / 256
    let between = QualityLevel(index: 5 * 256 + share, conditioning: .nearest)
    for (index, found) in decoded(between).enumerated() {
      let expected = (1 - part) * low[index] + part * high[index]
      #expect(abs(found - expected) <= 1e-4 * max(1, abs(expected)))
    }
  }

  @Test(arguments: levels)
  func `prior and output are the reference's, given its symbols`(
    name: String, level: QualityLevel
  ) throws {
    let q = LatentGrid(
      rows: 12, columns: 16, channels: 320, symbols: try golden.map(name + "q").map { Int16($0) })
    let z = LatentGrid(
      rows: 3, columns: 4, channels: 96, symbols: try golden.map(name + "z").map { Int16($0) })
    var mu = [Float](repeating: .nan, count: q.symbols.count)
    var s = mu
    var walk = model.prior(hyperLatents: z, level: level)
    for part in walk.parts {
      for (run, head) in walk.heads(of: part) {
        let values = head.values
        for position in 0..<run.positions {
          for channel in 0..<80 {
            let at =
              (run.row * 16 + run.firstColumn + 2 * position) * 320 + run.group * 80 + channel
            mu[at] = values[position * 160 + channel]
            s[at] = values[position * 160 + 80 + channel]
          }
        }
      }
      walk.take(q.symbols(of: part.step, rows: part.rows), as: part, walk.parameters(of: part))
    }
    #expect(zip(mu, try golden.map(name + "mu")).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(zip(s, try golden.map(name + "s")).allSatisfy { abs($0 - $1) < 1e-4 })

    var output: [Float] = []
    while let band = walk.next() { output += band.picture?.values ?? [] }
    let differences = zip(output, try golden.map(name + "output")).map { abs($0 - $1) }
    #expect(differences.allSatisfy { $0 < 2e-3 })
    #expect(differences.reduce(0, +) / Float(differences.count) < 1e-5)
  }
}
