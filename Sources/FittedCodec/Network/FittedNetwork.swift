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

  func upsample(_ weights: [Float]) {
    let last = shape.grids - 1
    let coarsest = latents[gridIndex(halvings: last)]
    for row in 0..<coarsest.rows {
      for column in 0..<coarsest.columns {
        upsampled[last][0, row, column] = coarsest[0, row, column]
      }
    }
    unsafe weights.withUnsafeBufferPointer { weights in
      for step in (0..<last).reversed() {
        let taps = unsafe weights.baseAddress! + layout.upsampling + 8 * step
        for plane in 0..<upsampled[step + 1].planes {
          var (from, to) = unsafe (
            upsampled[step + 1].plane(plane), upsampled[step].plane(plane + 1)
          )
          unsafe kernels.table.pointee.upsample(&from, &to, scratch.base, taps)
        }
        var from = unsafe latents[gridIndex(halvings: step)].plane()
        var to = unsafe upsampled[step].plane()
        unsafe kernels.table.pointee.filter(&from, &to, scratch.base, taps + 4)
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
