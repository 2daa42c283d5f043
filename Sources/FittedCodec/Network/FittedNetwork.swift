import CFitted

/// Upsampling and synthesis of one picture: what decodes, and what fitting has in common with it.
final class FittedNetwork {
  let shape: FittedShape
  let layout: WeightLayout
  let width: Int
  let height: Int
  let gridShapes: [LatentGridShape]
  let kernels: FittedKernels
  /// Quantised latents, one stack for each grid.
  let latents: [PlaneStack]
  /// At 1, 1/2, 1/4 …: the latents of this resolution, then of all coarser ones.
  let upsampled: [PlaneStack]
  let scratch: FloatScratch
  let rows: FloatScratch

  init(_ shape: FittedShape, width: Int, height: Int, kernels: FittedKernels) {
    (self.shape, self.width, self.height, self.kernels) = (shape, width, height, kernels)
    layout = WeightLayout(shape)
    gridShapes = shape.grids(width: width, height: height)
    latents = gridShapes.map { PlaneStack(rows: $0.rows, columns: $0.columns) }
    let seen = gridShapes.filter { !$0.isHyper }
    upsampled = seen.map {
      PlaneStack(rows: $0.rows, columns: $0.columns, planes: shape.grids - $0.halvings)
    }
    let stride = upsampled[0].stride
    scratch = FloatScratch(count: 4 * stride + 4 * Int(AEZ_FITTED_TILE))
    rows = FloatScratch(count: 5 * 8 * 3 * stride + 2 * Int(AEZ_FITTED_TILE))
  }

  /// The index of the grid of a resolution that synthesis sees.
  func gridIndex(halvings: Int) -> Int {
    gridShapes.firstIndex { $0.halvings == halvings && !$0.isHyper }!
  }

  /// Upsamples the latents of all grids to the size of the picture.
  func upsample(_ weights: [Float]) {
    for halvings in 0..<shape.grids { upsample(weights, halvings: halvings) }
  }

  /// Upsamples the latents of the grid of a resolution, which no other grid has a part in.
  func upsample(_ weights: [Float], halvings: Int) {
    let grid = latents[gridIndex(halvings: halvings)]
    unsafe weights.withUnsafeBufferPointer { weights in
      let taps = unsafe weights.baseAddress! + layout.upsampling
      var (from, to) = unsafe (grid.plane(), upsampled[halvings].plane())
      if halvings < shape.grids - 1 {
        unsafe kernels.table.pointee.filter(&from, &to, scratch.base, taps + 8 * halvings + 4)
      } else {
        for row in 0..<grid.rows {
          for column in 0..<grid.columns {
            upsampled[halvings][0, row, column] = grid[0, row, column]
          }
        }
      }
      for step in (0..<halvings).reversed() {
        let plane = halvings - step
        var (from, to) = unsafe (
          upsampled[step + 1].plane(plane - 1), upsampled[step].plane(plane)
        )
        unsafe kernels.table.pointee.upsample(&from, &to, scratch.base, taps + 8 * step)
      }
    }
  }

  /// The description of a synthesis without outputs.
  func synthesis(_ weights: UnsafePointer<Float>) -> aez_fitted_synthesis {
    var job = unsafe aez_fitted_synthesis()
    unsafe job.inputs = UnsafePointer(upsampled[0].origin())
    unsafe job.stride = upsampled[0].stride
    unsafe job.plane = upsampled[0].planeSize
    unsafe job.height = Int32(height)
    unsafe job.width = Int32(width)
    unsafe job.grids = Int32(shape.grids)
    unsafe job.hidden = Int32(shape.hidden)
    unsafe job.weights = weights + layout.synthesis
    unsafe job.rows = rows.base
    unsafe job.every = 1
    return unsafe job
  }

  /// The samples of the picture of the latents, interleaved.
  func samples(_ weights: [Float]) -> [UInt8] {
    upsample(weights)
    return unsafe [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
      unsafe weights.withUnsafeBufferPointer { weights in
        var job = unsafe synthesis(weights.baseAddress!)
        unsafe job.samples = buffer.baseAddress
        _ = unsafe kernels.table.pointee.synthesis(&job)
      }
      count = width * height * 3
    }
  }
}
