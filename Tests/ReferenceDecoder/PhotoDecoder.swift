/// A photograph's body: codes-1.md.
package struct PhotoDecoder {
  let model: ModelFile
  let m: Int
  let n: Int
  let c: Int
  let h: Int
  let levels: Int
  let filter: ReferenceFilter?

  /// - Parameters:
  ///   - file: a model file of photographs
  ///   - base: the model file it is adapted from, found by its digest in hexadecimal digits
  package init(file: [UInt8], base: (String) throws -> [UInt8]) throws {
    var model = try ModelFile(file)
    if model.metadata["format"] == "aezip-photo-adapted" {
      model = try model.adapting(ModelFile(base(model.metadata["base"] ?? "")))
    }
    let format = model.metadata["format"] ?? ""
    try require(
      ["aezip-photo", "aezip-photo-filtered"].contains(format), "no model of photographs")
    self.model = model
    (m, n, c) = (try model.size("M"), try model.size("N"), try model.size("C"))
    (h, levels) = (try model.size("H"), try model.size("levels"))
    filter =
      try format == "aezip-photo-filtered"
      ? ReferenceFilter(model.tensor("post_filter.weight", [levels, 480, 12]), levels: levels) : nil
  }

  /// The samples without alpha, interleaved.
  ///
  /// - Parameters:
  ///   - level: of quality, in 1/256
  ///   - coder: 0, 1, 4 or 5
  package func samples(
    _ body: ArraySlice<UInt8>, width: Int, height: Int, level: Int, coder: Int, isColour: Bool
  ) throws -> [UInt8] {
    let grid = PhotoGrid(width: width, height: height)
    try require([0, 1, 4, 5].contains(coder), "coder \(coder) is not one of photographs")
    try require(level <= 256 * (levels - 1), "level \(level) is reserved")
    let streams = try grid.streams(of: body)
    var decoder = try Self.decoder(streams[0], coder)
    var prior = try PhotoPrior(
      self, grid, level: level, isNearest: coder >= 4,
      hyperLatents: decoder.hyperLatents(
        positions: grid.hyperRows * grid.hyperColumns, priors: hyperPriors()))
    var stream = 0
    for part in grid.parts {
      if part.stream > stream {
        try decoder.end()
        stream = part.stream
        decoder = try Self.decoder(streams[stream], coder)
      }
      try prior.decode(part, &decoder)
    }
    try decoder.end()
    let pixels = try synthesis(prior.values, prior.g)
    if let filter {
      return filter.samples(
        pixels, width: width, height: height, level: level, isColour: isColour)
    }
    return Self.samples(pixels, width: width, height: height, isColour: isColour)
  }

  private static func decoder(
    _ stream: ArraySlice<UInt8>, _ coder: Int
  ) throws -> any SymbolDecoder {
    coder % 4 == 0 ? try ANSDecoder(stream) : try PlainSymbolDecoder(stream)
  }

  private func hyperPriors() throws -> [(first: Int, cumulative: [UInt64])] {
    let means = try model.tensor("hyper_prior.mean", [h])
    let scales = try model.tensor("hyper_prior.scale", [h])
    return zip(means, scales).map { ExactFunctions.hyperPrior(mean: $0, scale: $1) }
  }

  /// Section 10.2: p of the whole grid.
  private func synthesis(_ v: Map, _ g: Map) throws -> Map {
    var f = shuffle(try model.pointwise("synthesis.stem", v, m, 4 * n), 2)
    f = sum(f, shuffle(try model.pointwise("synthesis.hyper", g, c, 4 * n), 2))
    for index in 0..<(try model.size("blocks_synthesis")) {
      f = try model.block("synthesis.blocks.\(index)", f, n)
    }
    let a = shuffle(try model.pointwise("synthesis.linear", v, m, 768), 16)
    let b = shuffle(try model.pointwise("synthesis.head", f, n, 192), 8)
    return Map(a.rows, a.columns) { r, c in sum(a[r, c], b[r, c]).map { $0 + 0.5 } }
  }

  /// Section 10.3.
  private static func samples(
    _ p: Map, width: Int, height: Int, isColour: Bool
  ) -> [UInt8] {
    (0..<height).flatMap { r in
      (0..<width).flatMap { c in
        let pixel = p[r, c]
        let samples = isColour ? pixel : [((pixel[0] + pixel[1]) + pixel[2]) / 3]
        return samples.map { UInt8(rne(clamp($0, 0, 1) * 255)) }
      }
    }
  }
}
