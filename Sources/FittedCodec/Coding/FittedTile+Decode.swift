import Entropy

private struct DecodingVisitor: LatentVisitor {
  var decoder: LaplaceDecoder
  var grid: IntegerGrid

  @inline(__always)
  mutating func visit(row: Int, column: Int, mean: Int, level: Int) throws(FittedError) -> Int16 {
    let latent = decoder.decode(LaplaceContext(mean: mean, level: level))
    guard abs(latent) <= Int(LatentCoding.bound) else { throw .latentOutOfRange(latent) }
    grid.values[row * grid.shape.columns + column] = Int16(latent)
    return Int16(latent)
  }
}

extension FittedTile {
  /// Decodes the weights and the latents of a tile, from untrusted bytes.
  init(
    _ bytes: ArraySlice<UInt8>, width: Int, height: Int, kernels: FittedKernels
  ) throws(FittedError) {
    header = try FittedHeader(bytes)
    (self.width, self.height) = (width, height)
    let start = try StartState.builtIn(header.start)
    let layout = WeightLayout(start.shape)
    var decoder = LaplaceDecoder(bytes.dropFirst(FittedHeader.size))
    differences = Array(repeating: 0, count: layout.count)
    for segment in layout.segments {
      let level = decoder.decode(rawBits: 6)
      guard level > 0 else { continue }
      for k in segment.range {
        differences[k] = decoder.decode(LaplaceContext(mean: 0, level: 4 * level))
      }
    }
    grids = start.shape.grids(width: width, height: height).map { IntegerGrid($0) }
    let network = IntegerNetwork(layout, weights(start, layout))
    let walk = GridWalk(network, kernels: kernels)
    // Latents learn afresh: weights say nothing about them.
    decoder.forget()
    var visitor = DecodingVisitor(decoder: decoder, grid: grids[0])
    for index in grids.indices.reversed() {
      let sees = index < layout.features.count
      let features = sees ? network.features(of: index, grids, kernels: kernels) : []
      visitor.grid = grids[index]
      try walk.run(
        grids[index].shape, features: features,
        featureColumns: sees ? grids[index + 1].shape.columns : 0, visitor: &visitor)
      grids[index] = visitor.grid
    }
    do { try visitor.decoder.expectEnd() } catch { throw .malformedEnd }
  }

  /// The samples of the tile, interleaved RGB.
  func samples(kernels: FittedKernels) throws(FittedError) -> [UInt8] {
    let start = try StartState.builtIn(header.start)
    let net = FittedNetwork(start.shape, width: width, height: height, kernels: kernels)
    for (grid, plane) in zip(grids, net.latents) {
      for row in 0..<plane.rows {
        for column in 0..<plane.columns {
          plane[0, row, column] = Float(grid.values[row * plane.columns + column])
        }
      }
    }
    return net.samples(net.layout.effective(weights(start, net.layout)))
  }

  /// Decodes a tile.
  package static func decode(
    _ bytes: ArraySlice<UInt8>, width: Int, height: Int, kernels: FittedKernels = .current
  ) throws(FittedError) -> [UInt8] {
    try FittedTile(bytes, width: width, height: height, kernels: kernels).samples(kernels: kernels)
  }
}
