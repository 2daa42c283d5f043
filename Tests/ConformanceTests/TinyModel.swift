import Bytes

/// A model of the smallest sizes with weights drawn from a seed. Its pictures are poor, but
/// decoders must agree on every sample. Its tensors have all types of numbers.
enum TinyModel {
  static let file = file()

  /// The same with a post-filter whose strong weights differ from class to class.
  static let filtered = file { level, kind, pair in
    Double((level * 7919 + kind * 104_729 + pair * 1_299_709) % 401 - 200)
  }

  /// - Parameter filter: the weight of a level, a class and a pair; nil for none
  static func file(
    filter: ((_ level: Int, _ kind: Int, _ pair: Int) -> Double)? = nil
  ) -> [UInt8] {
    var builder = SafeTensorsBuilder()
    let (m, n, c, h, levels) = (16, 16, 16, 1, 3)
    builder.addAnalysis(m, n, c, h)
    builder.add("hyper_prior.mean", [h], "F64") { _, _ in 0.25 }
    builder.add("hyper_prior.scale", [h], "F32") { _, _ in 1.5 }
    builder.add("gain.encode", [levels, m], "F32") { index, _ in Double(2 + index / m) }
    builder.add("gain.decode", [levels, m], "F16") { index, _ in 1 / Double(2 + index / m) }
    builder.addPrior(m, c, h, levels)
    builder.addPointwise("synthesis.linear", m, 768, "F16", scale: 6)
    builder.addPointwise("synthesis.stem", m, 4 * n, "F16", scale: 2)
    builder.addPointwise("synthesis.hyper", c, 4 * n, "F16", scale: 2)
    builder.addBlock("synthesis.blocks.0", n)
    builder.addPointwise("synthesis.head", n, 192, "F16", scale: 2)
    if let filter {
      builder.add("post_filter.weight", [levels, 480, 12], "F16") { index, _ in
        filter(index / 5760, index % 5760 / 12, index % 12)
      }
    }
    return builder.file(metadata: [
      ("format", filter == nil ? "aezip-photo" : "aezip-photo-filtered"), ("M", "16"), ("N", "16"),
      ("C", "16"), ("H", "1"),
      ("levels", "3"), ("blocks_analysis", "0"), ("blocks_synthesis", "1"),
    ])
  }
}

/// Writes a safetensors file tensor by tensor.
struct SafeTensorsBuilder {
  private var entries: [String] = []
  private var data = ByteWriter()
  private var state: UInt64 = 20_261_121

  /// −1…1 in eighths; mostly 0, so that the file is small when compressed.
  private mutating func weight() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 60 == 0 ? Double(Int(state >> 40 & 15) - 7) / 8 : 0
  }

  /// - Parameter value: gives a number from its index and a random weight
  mutating func add(
    _ name: String, _ shape: [Int], _ type: String, _ value: (Int, Double) -> Double
  ) {
    let start = data.count
    for index in 0..<shape.reduce(1, *) {
      let number = value(index, weight())
      switch type {
      case "F16": data.fixed(Float16(number).bitPattern)
      case "F32": data.fixed(Float(number).bitPattern)
      case "F64": data.fixed(number.bitPattern)
      case "I32": data.fixed(UInt32(bitPattern: Int32(number)))
      case "I8": data.fixed(UInt8(bitPattern: Int8(number)))
      default: data.fixed(UInt8(number))
      }
    }
    let lengths = shape.map(String.init).joined(separator: ",")
    entries.append(
      "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":[\(lengths)],"
        + "\"data_offsets\":[\(start),\(data.count)]}")
  }

  mutating func addPointwise(
    _ name: String, _ inputs: Int, _ outputs: Int, _ type: String, scale: Double,
    bias: String = "U8"
  ) {
    add(name + ".weight", [outputs, inputs], type) { $1 * scale / 16 }
    add(name + ".bias", [outputs], bias) { _, _ in 0 }
  }

  mutating func addBlock(_ name: String, _ n: Int) {
    addPointwise(name + ".in", n, n, "F32", scale: 16, bias: "I32")
    add(name + ".depthwise.weight", [n, 3, 3], "F64") { $0 % 9 == 4 ? 0.75 : $1 / 4 }
    add(name + ".depthwise.bias", [n], "F16") { $1 / 16 }
    addPointwise(name + ".out", n, n, "F16", scale: 16)
    addPointwise(name + ".widen", n, 2 * n, "F16", scale: 16)
    addPointwise(name + ".narrow", 2 * n, n, "F16", scale: 8)
  }

  mutating func addAnalysis(_ m: Int, _ n: Int, _ c: Int, _ h: Int) {
    addPointwise("analysis.linear", 768, m, "F16", scale: 4)
    addPointwise("analysis.stem", 192, n, "F16", scale: 4)
    addPointwise("analysis.head", 4 * n, m, "F16", scale: 16)
    addPointwise("hyper_analysis.stem", m, c, "F16", scale: 8)
    addBlock("hyper_analysis.block0", c)
    addPointwise("hyper_analysis.down1", 4 * c, c, "F16", scale: 8)
    addBlock("hyper_analysis.block1", c)
    addPointwise("hyper_analysis.down2", 4 * c, h, "F16", scale: 8)
  }

  mutating func addPrior(_ m: Int, _ c: Int, _ h: Int, _ levels: Int) {
    addPointwise("hyper_synthesis.up1", h, 4 * c, "F16", scale: 16)
    addBlock("hyper_synthesis.block0", c)
    addPointwise("hyper_synthesis.up2", c, 4 * c, "F16", scale: 16)
    addBlock("hyper_synthesis.block1", c)
    add("hyper_synthesis.quality.weight", [levels, c], "F32") { $1 / 2 }
    add("context.step", [4, c], "F64") { $1 / 2 }
    add("context.depthwise.weight", [m, 5, 5], "F16") { $1 / 4 }
    addPointwise("context.project", m, c, "F16", scale: 16)
    addPointwise("context.mlp1", c, c, "F16", scale: 16)
    addPointwise("context.mlp2", c, c, "F16", scale: 16)
    add("context.head.weight", [2 * m, c], "F16") { $1 / 4 }
    // The means are 0, so that a flat picture takes hardly a byte.
    add("context.head.bias", [2 * m], "F32") { index, _ in index < m ? 0 : -2 }
  }

  func file(metadata: [(String, String)]) -> [UInt8] {
    let pairs = metadata.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",")
    var header = "{\"__metadata__\":{\(pairs)},\(entries.joined(separator: ","))}"
    while header.utf8.count % 8 != 0 { header += " " }
    var writer = ByteWriter()
    writer.fixed(UInt64(header.utf8.count))
    writer.append(header.utf8)
    writer.append(data.bytes)
    return writer.bytes
  }
}
