import Bytes
import Container
import Entropy
import Foundation
import Networks
import Tensors
import Testing

/// Groups of codes as `objects-1.md` has them, number by number, apart from the archiver's way of
/// reading them: it shares the stream decoders, safetensors and the tables of codes-1.md.
struct PageSamples {
  struct Map {
    var height: Int
    var width: Int
    var channels: Int
    var values: [Float]

    subscript(r: Int, c: Int, i: Int) -> Float {
      get {
        (0..<height).contains(r) && (0..<width).contains(c)
          ? values[(r * width + c) * channels + i] : 0
      }
      set { values[(r * width + c) * channels + i] = newValue }
    }

    static func zeros(_ height: Int, _ width: Int, _ channels: Int) -> Map {
      Map(
        height: height, width: width, channels: channels,
        values: Array(repeating: 0, count: height * width * channels))
    }
  }

  private let file: SafeTensors
  private let bytes: [UInt8]
  let latents: Int
  private let levels: Int
  private let layers: [String]

  init(file bytes: [UInt8]) throws {
    file = try SafeTensors(bytes)
    self.bytes = bytes
    latents = try #require(Int(file.metadata["latents"] ?? ""))
    levels = try #require(Int(file.metadata["levels"] ?? ""))
    layers = (file.metadata["decoder"] ?? "").split(separator: " ").map(String.init)
  }

  /// The samples of each picture of a group, without alpha.
  func decode(_ body: ArraySlice<UInt8>, levels: [Int], coder: EntropyCoder) throws -> [[UInt8]] {
    let bins = file.metadata["bins"] ?? "expected"
    var decoder = try coder.decoder.init(
      body, tables: bins == "logistic" ? .logistic : .laplace)
    var codes = levels.map { _ in [Int16]() }
    var energies = levels.map { _ in Float(8) }
    var values = levels.map { _ in [Float]() }
    for k in 0..<latents {
      for picture in levels.indices {
        let (mean, scale) = try expected(
          k, level: levels[picture], after: codes[picture], energies[picture])
        let code = try decoder.codes(means: [mean], scales: [scale])[0]
        codes[picture].append(code)
        let w = min(max(Int(mean) - 16 * Int(code), -8), 8)
        let offset = bins == "expected" ? PageOffsets.offset(Int(scale), w) : 0
        let distance = Float(abs(16 * Int(code) - Int(mean))) * 0.0625
        energies[picture] += distance * (try rate(k, level: levels[picture]))
        values[picture].append(
          (Float(code) + offset) * (try row("gain.decode", level: levels[picture])[k]))
      }
    }
    try decoder.expectEnd()
    return try values.map { try samples($0) }
  }

  /// A tensor, integers times their step.
  private func tensor(_ name: String) throws -> [Float] {
    let numbers = try file.floats(name)
    guard file.shape(of: "\(name).step") != nil else { return numbers }
    let step = try file.floats("\(name).step")[0]
    // The header tells the type; nothing else of safetensors is asked for it.
    let header = String(decoding: bytes, as: UTF8.self)
    let isBytes = header.contains("\"\(name)\":{\"dtype\":\"U8\"")
    return numbers.map { ($0 - (isBytes ? 128 : 0)) * step }
  }

  /// Rows of a level: codes-1.md, section 8.
  private func row(_ name: String, level: Int) throws -> [Float] {
    let table = try tensor(name)
    let low = min(level >> 8, levels - 1)
    let high = min(low + 1, levels - 1)
    let share = Float(level & 255) / 256
    return (0..<latents).map {
      let (a, b) = (table[low * latents + $0], table[high * latents + $0])
      return (1 - share) * a + share * b
    }
  }

  /// r of a code.
  private func rate(_ k: Int, level: Int) throws -> Float {
    let s = try row("prior.scale", level: level)[k]
    return 1 / (PageFunctions.exp32(min(max(s, -3.2), 5.5)) * 1.375 + 0.0625)
  }

  private func expected(
    _ k: Int, level: Int, after codes: [Int16], _ energy: Float
  ) throws -> (mean: Int32, scale: UInt8) {
    func clamp(_ x: Float, _ low: Float, _ high: Float) -> Float { min(max(x, low), high) }
    var mu = try row("prior.mean", level: level)[k]
    if file.shape(of: "prior.chain") != nil {
      let chain = try tensor("prior.chain")
      for j in 0..<k { mu.addProduct(Float(codes[j]), chain[k * latents + j]) }
    }
    var s = try row("prior.scale", level: level)[k]
    if file.metadata["bins"] == "logistic", file.shape(of: "prior.energy") != nil {
      s += PageFunctions.ln(energy / Float(8 + k)) * (try tensor("prior.energy")[0])
    }
    let c = Float(bitPattern: 0x40E7_B961)
    return (
      Int32(clamp(mu * 16, -2_097_152, 2_097_152).rounded(.toNearestOrEven)),
      UInt8(((clamp(s, -3.2, 5.5) + 3.2) * c).rounded(.toNearestOrEven))
    )
  }

  private func samples(_ values: [Float]) throws -> [UInt8] {
    var map = Map(height: 1, width: 1, channels: latents, values: values)
    var number = 0
    var stack: [Map] = []
    for layer in layers { map = try apply(layer, to: map, &number, &stack) }
    return map.values.map { UInt8((min(max($0, 0), 1) * 255).rounded(.toNearestOrEven)) }
  }
}

extension PageSamples {
  private func apply(
    _ layer: String, to x: Map, _ number: inout Int, _ stack: inout [Map]
  ) throws -> Map {
    let parts = layer.split(separator: ":").map(String.init)
    switch parts[0] {
    case "push":
      stack.append(x)
      return x
    case "swap":
      stack.append(x)
      return stack.remove(at: stack.count - 2)
    case "add":
      var y = stack.removeLast()
      for index in y.values.indices { y.values[index] += x.values[index] }
      return y
    case "unblock":
      let k = try #require(Int(parts[1]))
      var y = Map.zeros(k * x.height, k * x.width, x.channels / k / k)
      for (r, c, i) in Self.places(y) {
        y[r, c, i] = x[r / k, c / k, (r % k * k + c % k) * y.channels + i]
      }
      return y
    case "unfold":
      let half = x.channels / 2
      var y = Map.zeros(x.height, 2 * x.width, half)
      for (r, c, i) in Self.places(y) {
        let q = min(c, y.width - 1 - c)
        y[r, c, i] = c == q ? x[r, q, i] + x[r, q, half + i] : x[r, q, i] - x[r, q, half + i]
      }
      return y
    case "maxima":
      var y = Map.zeros(x.height / 2, x.width / 2, x.channels)
      for (r, c, i) in Self.places(y) {
        y[r, c, i] = max(
          max(x[2 * r, 2 * c, i], x[2 * r, 2 * c + 1, i]),
          max(x[2 * r + 1, 2 * c, i], x[2 * r + 1, 2 * c + 1, i]))
      }
      return y
    case "repeat":
      var y = Map.zeros(2 * x.height, 2 * x.width, x.channels)
      for (r, c, i) in Self.places(y) { y[r, c, i] = x[r / 2, c / 2, i] }
      return y
    case "reshape":
      let sides = parts[1].split(separator: "x").compactMap { Int($0) }
      return Map(height: sides[0], width: sides[1], channels: sides[2], values: x.values)
    case "dense", "convolve", "transpose":
      let weight = try tensor("decoder.\(number).weight")
      let bias = try tensor("decoder.\(number).bias")
      number += 1
      if parts[0] == "transpose" { return Self.transposed(x, weight, bias) }
      let size = parts[0] == "dense" ? 1 : 3
      return Self.convolved(x, weight, bias, size, step: parts[1].hasSuffix("/2") ? 2 : 1)
    default:
      let function = try #require(PageFunctions.named[parts[0]])
      var y = x
      y.values = x.values.map(function)
      return y
    }
  }

  private static func places(_ map: Map) -> [(Int, Int, Int)] {
    map.values.indices.map {
      ($0 / map.channels / map.width, $0 / map.channels % map.width, $0 % map.channels)
    }
  }

  private static func convolved(
    _ x: Map, _ weight: [Float], _ bias: [Float], _ size: Int, step: Int
  ) -> Map {
    var y = Map.zeros((x.height - 1) / step + 1, (x.width - 1) / step + 1, bias.count)
    for (r, c, o) in places(y) {
      var s = bias[o]
      for tap in 0..<size * size {
        for i in 0..<x.channels {
          let (dy, dx) = (tap / size - size / 2, tap % size - size / 2)
          let w = weight[(o * size * size + tap) * x.channels + i]
          s.addProduct(x[step * r + dy, step * c + dx, i], w)
        }
      }
      y[r, c, o] = s
    }
    return y
  }

  private static func transposed(_ x: Map, _ weight: [Float], _ bias: [Float]) -> Map {
    var y = Map.zeros(2 * x.height, 2 * x.width, bias.count)
    for r in 0..<x.height {
      for c in 0..<x.width {
        for tap in 0..<9 {
          let (row, column) = (2 * r + tap / 3 - 1, 2 * c + tap % 3 - 1)
          guard (0..<y.height).contains(row), (0..<y.width).contains(column) else { continue }
          for o in bias.indices {
            var s: Float = 0
            for i in 0..<x.channels {
              s.addProduct(x[r, c, i], weight[(i * 9 + tap) * bias.count + o])
            }
            y[row, column, o] += s
          }
        }
      }
    }
    for (r, c, o) in places(y) { y[r, c, o] += bias[o] }
    return y
  }
}

/// Section 4 of the page.
enum PageFunctions {
  static let named: [String: @Sendable (Float) -> Float] = [
    "identity": { $0 }, "leaky": { $0 > $0 * 0.1 ? $0 : $0 * 0.1 }, "relu": { $0 < 0 ? 0 : $0 },
    "sigmoid": { 1 / (1 + exp32(-$0)) }, "tanh": tanh, "softplus": softplus,
  ]

  private static func reduced(_ x: Float) -> (power: Float, m: Float) {
    let y = x > 88 ? 88 : x < -87 ? -87 : x
    let n = y * Float(bitPattern: 0x3FB8_AA3B) + 12_582_912 - 12_582_912
    let r = (y - n * 0.693359375) - n * Float(bitPattern: 0xB95E_8083)
    var p = Float(bitPattern: 0x3950_0D01)
    for bits: UInt32 in [0x3AB6_0B61, 0x3C08_8889, 0x3D2A_AAAB, 0x3E2A_AAAB, 0x3F00_0000] {
      p = p * r + Float(bitPattern: bits)
    }
    return (Float(sign: .plus, exponent: Int(n), significand: 1), r + r * r * p)
  }

  static func exp32(_ x: Float) -> Float {
    let (power, m) = reduced(x)
    return power * m + power
  }

  private static func tanh(_ x: Float) -> Float {
    let (power, m) = reduced(-2 * abs(x))
    let e = power * m + (power - 1)
    let t = -e / (e + 2)
    return x < 0 ? -t : t
  }

  static func ln(_ x: Float) -> Float {
    let b = Int32(bitPattern: x.bitPattern)
    let e = (b - 0x3F35_04F3) >> 23
    let f = Float(bitPattern: UInt32(bitPattern: b - e << 23)) - 1
    let z = f * f
    var p = Float(bitPattern: 0x3D90_21BB)
    let rest: [UInt32] = [
      0xBDEB_D1B8, 0x3DEF_251A, 0xBDFE_5D4F, 0x3E11_E9BF, 0xBE2A_AE50, 0x3E4C_CEAC, 0xBE7F_FFFC,
      0x3EAA_AAAA,
    ]
    for bits in rest { p = p * f + Float(bitPattern: bits) }
    let y = (p * f * z + Float(e) * Float(bitPattern: 0xB95E_8083)) - 0.5 * z
    return (f + y) + Float(e) * 0.693359375
  }

  private static func softplus(_ x: Float) -> Float {
    let u = exp32(-abs(x))
    let w = 1 + u
    let d = w - 1
    return (x > 0 ? x : x * 0) + (d == 0 ? u : ln(w) * (u / d))
  }
}

/// Section 7.4 of codes-1.md.
enum PageOffsets {
  static func offset(_ level: Int, _ w: Int) -> Float {
    let sigma = exp(-3.2 + Double(level) * 8.7 / 63)
    let u = Double(w) / 16
    if sigma > 8 { return 0 }
    if abs(w) == 8 {
      let e = exp(-1 / sigma)
      let far = (0.5 * (1 + e)) / (1 - e) - sigma
      return Float(w < 0 ? -far : far)
    }
    let (a, b) = (0.5 - u, u + 0.5)
    let (ea, eb) = (exp(-a / sigma), exp(-b / sigma))
    let ma = sigma * sigma - (ea * sigma) * (sigma + a)
    let mb = sigma * sigma - (eb * sigma) * (sigma + b)
    return Float(u + (ma - mb) / (sigma * ((2 - eb) - ea)))
  }

  /// §7.1.
  private static func exp(_ x: Double) -> Double {
    let n = (x * 1.4426950408889634).rounded(.toNearestOrEven)
    let r = (x - n * 0.6931471803691238) - n * 1.9082149292705877e-10
    var s = 1.0
    for k in stride(from: 13, through: 1, by: -1) { s = 1 + (s * r) / Double(k) }
    return s * Double(sign: .plus, exponent: Int(n), significand: 1)
  }
}
