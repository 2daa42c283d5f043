/// Groups of pictures by a small model: objects-1.md.
package struct GroupDecoder {
  private let model: ModelFile
  private let layers: [String]
  private let shape: [Int]
  private let bins: String
  private let chain: [Float]?
  private let energy: Float?
  /// K, the symbols of a picture.
  package let latents: Int
  private let levels: Int

  package init(file: [UInt8]) throws {
    let model = try ModelFile(file)
    try require(model.metadata["format"] == "aezip-objects", "no model of objects")
    try require(model.metadata["samples"] == "u8", "a model of objects that are no pictures")
    self.model = model
    latents = try model.size("latents")
    levels = try model.size("levels")
    layers = (model.metadata["decoder"] ?? "").split(separator: " ").map(String.init)
    shape = (model.metadata["shape"] ?? "").split(separator: "x").compactMap { Int($0) }
    bins = model.metadata["bins"] ?? "expected"
    try require(["expected", "centre", "logistic"].contains(bins), "bins are \(bins)")
    chain =
      try model.tensors["prior.chain"] == nil
      ? nil : model.stepped("prior.chain", [latents, latents])
    energy =
      try bins == "logistic" && model.tensors["prior.energy"] != nil
      ? model.stepped("prior.energy", [1])[0] : nil
  }

  /// The parameters of a picture and its symbols so far.
  private struct Picture {
    let gain: [Float]
    let means: [Float]
    let scales: [Float]
    var symbols: [Int] = []
    var values: [Float] = []
    /// A.
    var energy: Float = 8
  }

  /// The samples of each picture of a group, without alpha.
  ///
  /// - Parameters:
  ///   - levels: of each picture, in 1/256
  ///   - coder: 2 or 3
  package func samples(
    _ body: ArraySlice<UInt8>, levels: [Int], coder: Int
  ) throws -> [[UInt8]] {
    let tables = bins == "logistic" ? DistributionTables.logistic : DistributionTables.laplace
    var decoder: any SymbolDecoder =
      try coder == 2 ? ANSDecoder(body, tables: tables) : PlainSymbolDecoder(body)
    var pictures = try levels.map { level in
      Picture(
        gain: try row("gain.decode", level), means: try row("prior.mean", level),
        scales: try row("prior.scale", level))
    }
    for k in 0..<latents {
      for index in pictures.indices {
        let (mean, scale) = expected(k, pictures[index])
        let q = try decoder.symbol(mean: mean, scale: scale)
        add(q, k, mean, scale, to: &pictures[index])
      }
    }
    try decoder.end()
    return try pictures.map { picture in
      var layers = SampleLayers(model, Shaped(1, 1, latents, picture.values))
      for layer in self.layers { try layers.apply(layer) }
      let p = try layers.result()
      try require([p.height, p.width, p.channels] == shape, "the layers give another shape")
      return p.values.map { UInt8(rne(clamp($0, 0, 1) * 255)) }
    }
  }

  private func row(_ name: String, _ level: Int) throws -> [Float] {
    var stepped = model
    stepped.tensors[name]?.values = try model.stepped(name, [levels, latents])
    return try stepped.row(name, levels, latents, level: level)
  }

  /// Section 5: the mean and the scale of symbol k.
  private func expected(_ k: Int, _ picture: Picture) -> (mean: Int, scale: Int) {
    var mu = picture.means[k]
    if let chain {
      for j in 0..<k { mu = mu.addingProduct(Float(picture.symbols[j]), chain[k * latents + j]) }
    }
    var s = picture.scales[k]
    if let energy { s = s + SampleFunctions.ln(picture.energy / Float(8 + k)) * energy }
    return rounded(mu: mu, s: s)
  }

  private func add(_ q: Int, _ k: Int, _ mean: Int, _ scale: Int, to picture: inout Picture) {
    let w = min(max(mean - 16 * q, -8), 8)
    let offset = bins == "expected" ? ExactFunctions.offsets[scale][w + 8] : 0
    picture.values.append((Float(q) + offset) * picture.gain[k])
    picture.symbols.append(q)
    let spread = SampleFunctions.exp32(clamp(picture.scales[k], -3.2, 5.5))
    let r = 1 / (spread * 1.375 + 0.0625)
    picture.energy = picture.energy + (Float(abs(16 * q - mean)) * 0.0625) * r
  }
}

extension ModelFile {
  /// Section 2: a tensor whose numbers may be integers times a step.
  func stepped(_ name: String, _ shape: [Int]) throws -> [Float] {
    let numbers = try tensor(name, shape)
    guard tensors["\(name).step"] != nil else { return numbers }
    let step = try tensor("\(name).step", [1])[0]
    let zero: Float = tensors[name]?.type == "U8" ? 128 : 0
    return numbers.map { ($0 - zero) * step }
  }
}
