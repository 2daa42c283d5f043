import CFitted

/// The layer that makes the features of one grid.
struct FeatureJob {
  let grids: [PlaneStack]
  let gradients: [PlaneStack]
  let shifts: [Int32]
  let out: PlaneStack
  let outGradients: PlaneStack
  let outputs: Int

  func run(
    _ weights: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>,
    _ kernel: @convention(c) (UnsafePointer<aez_fitted_features>?) -> Void
  ) {
    let planes = unsafe grids.map { unsafe $0.plane() }
    let back: [UnsafeMutablePointer<Float>?] = unsafe gradients.map { unsafe $0.origin() }
    unsafe planes.withUnsafeBufferPointer { planes in
      unsafe back.withUnsafeBufferPointer { back in
        unsafe shifts.withUnsafeBufferPointer { shifts in
          var job = unsafe aez_fitted_features()
          unsafe job.grids = planes.baseAddress
          unsafe job.gradients = back.baseAddress
          unsafe job.shifts = shifts.baseAddress
          unsafe (job.inputs, job.outputs) = (Int32(grids.count), Int32(outputs))
          unsafe (job.rows, job.columns) = (Int32(out.rows), Int32(out.columns))
          unsafe job.out = out.origin()
          unsafe job.out_gradients = outGradients.origin()
          unsafe (job.stride, job.plane) = (out.stride, out.planeSize)
          unsafe job.weights = weights
          unsafe job.sums = sums
          unsafe kernel(&job)
        }
      }
    }
  }
}
