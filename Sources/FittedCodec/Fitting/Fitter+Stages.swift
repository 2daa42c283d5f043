import CFitted

extension Fitter {
  private func featureJob(_ grid: Int) -> FeatureJob {
    FeatureJob(
      grids: (grid + 1..<net.latents.count).map { net.latents[$0] },
      gradients: (grid + 1..<net.latents.count).map { gradients[$0] },
      shifts: (grid + 1..<net.latents.count).map {
        Int32(net.gridShapes[$0].halvings - net.gridShapes[grid + 1].halvings)
      },
      out: features[grid], outGradients: featureGradients[grid], outputs: net.shape.features)
  }

  private func contextJob(
    _ grid: Int, _ weights: UnsafePointer<Float>, _ lambda: Float
  ) -> aez_fitted_context {
    var job = unsafe aez_fitted_context()
    unsafe job.latents = net.latents[grid].plane()
    if grid < features.count {
      unsafe job.features = UnsafePointer(features[grid].origin())
      unsafe job.feature_gradients = featureGradients[grid].origin()
      unsafe job.feature_stride = features[grid].stride
      unsafe job.feature_plane = features[grid].planeSize
    }
    unsafe job.neighbours = Int32(net.shape.neighbours)
    unsafe job.feature_count = Int32(net.shape.features)
    unsafe job.every = 1
    unsafe job.weights = weights
    unsafe job.sums = sums.pointer(sums.context)
    unsafe job.bit_weight = lambda
    return unsafe job
  }

  private func bitsOf(
    _ job: inout aez_fitted_context, gradients: PlaneStack?, moments: LatentMoments?
  ) -> Double {
    let stride = unsafe job.latents.stride
    let places = net.shape.offsets.map { Int32($0.row * stride + $0.column) }
    unsafe job.gradients = gradients?.origin()
    return unsafe places.withUnsafeBufferPointer { places in
      unsafe job.offsets = places.baseAddress
      guard let moments else { return unsafe net.kernels.table.pointee.context(&job, nil) }
      var planes = unsafe aez_fitted_moments(
        means: moments.means?.origin(), levels: moments.levels?.origin(),
        costs: moments.costs.origin())
      return unsafe net.kernels.table.pointee.context(&job, &planes)
    }
  }

  /// Evaluates the bits of each latent of a grid, of which features are made anew.
  func evaluate(_ grid: Int, _ effective: [Float], into moments: LatentMoments) {
    unsafe effective.withUnsafeBufferPointer { buffer in
      let weights = buffer.baseAddress!
      if grid < features.count {
        unsafe featureJob(grid).run(
          weights + layout.features[grid], sums: sums.pointer(sums.features[grid]),
          net.kernels.table.pointee.features)
      }
      var job = unsafe contextJob(grid, weights, 0)
      _ = unsafe bitsOf(&job, gradients: nil, moments: moments)
    }
  }

  func rates(
    _ effective: [Float], lambda: Float, step: Int, back: Bool, gradient: inout [Float]
  ) -> Double {
    var bits = 0.0
    unsafe effective.withUnsafeBufferPointer { buffer in
      let weights = buffer.baseAddress!
      for grid in layout.features.indices {
        let job = featureJob(grid)
        unsafe job.run(
          weights + layout.features[grid], sums: sums.pointer(sums.features[grid]),
          net.kernels.table.pointee.features)
      }
      for index in net.latents.indices {
        let often = index < every.count ? every[index] : 1
        var job = unsafe contextJob(index, weights, lambda)
        unsafe (job.every, job.phase) = (Int32(often), Int32((step * 5 + step / 3) % often))
        unsafe bits += bitsOf(&job, gradients: back ? gradients[index] : nil, moments: nil)
        if back {
          // Each grid has its own share of sampled tiles, so its sums are reduced alone.
          sums.add(
            to: &gradient, range: 0..<layout.segments[6].range.upperBound, scale: Float(often))
          sums.clear()
        }
      }
      guard back else { return }
      for grid in layout.features.indices {
        let job = featureJob(grid)
        unsafe job.run(
          weights + layout.features[grid], sums: sums.pointer(sums.features[grid]),
          net.kernels.table.pointee.features_back)
      }
      sums.add(
        to: &gradient, range: layout.segments[6].range.upperBound..<layout.upsampling, scale: 1)
    }
    return bits
  }

  private func run(_ job: inout aez_fitted_synthesis) -> Double {
    unsafe target.withUnsafeBufferPointer { target in
      unsafe job.target = target.baseAddress
      return unsafe net.kernels.table.pointee.synthesis(&job)
    }
  }

  /// Evaluates the squared error of each pixel, a sum over colours, of what is upsampled now.
  func evaluateErrors(_ effective: [Float], into errors: PlaneStack) {
    unsafe effective.withUnsafeBufferPointer { buffer in
      var job = unsafe net.synthesis(buffer.baseAddress!)
      unsafe job.errors = errors.origin()
      _ = unsafe run(&job)
    }
  }

  func synthesise(
    _ effective: [Float], step: Int, back: Bool, gradient: inout [Float]
  ) -> Double {
    let often = back ? every.first ?? 1 : 1
    let error = unsafe effective.withUnsafeBufferPointer { buffer in
      var job = unsafe net.synthesis(buffer.baseAddress!)
      unsafe (job.every, job.phase) = (Int32(often), Int32(step % often))
      unsafe job.sums = sums.pointer(sums.synthesis)
      if back { unsafe job.gradients = upsampledGradients[0].origin() }
      return unsafe run(&job)
    }
    guard back else { return error }
    let sampled =
      layout.synthesis..<layout.synthesis + (layout.shape.grids + 4) * layout.shape.hidden + 3
    sums.add(to: &gradient, range: sampled, scale: Float(often))
    sums.add(to: &gradient, range: sampled.upperBound..<layout.count, scale: 1)
    return error
  }

  func upsampleBack(_ weights: [Float], gradient: inout [Float]) {
    unsafe weights.withUnsafeBufferPointer { weights in
      unsafe gradient.withUnsafeMutableBufferPointer { gradient in
        for step in 0..<net.shape.grids - 1 {
          let at = layout.upsampling + 8 * step
          let taps = unsafe weights.baseAddress! + at
          let tapGradients = unsafe gradient.baseAddress! + at
          for plane in 0..<net.upsampled[step + 1].planes {
            var from = unsafe net.upsampled[step + 1].plane(plane)
            var fromGradients = unsafe upsampledGradients[step + 1].plane(plane)
            var toGradients = unsafe upsampledGradients[step].plane(plane + 1)
            unsafe net.kernels.table.pointee.upsample_back(
              &from, &fromGradients, &toGradients, net.scratch.base, taps, tapGradients)
          }
          let index = net.gridIndex(halvings: step)
          var from = unsafe net.latents[index].plane()
          var fromGradients = unsafe gradients[index].plane()
          var toGradients = unsafe upsampledGradients[step].plane()
          unsafe net.kernels.table.pointee.filter_back(
            &from, &fromGradients, &toGradients, net.scratch.base, taps + 4, tapGradients + 4)
        }
      }
    }
    let last = net.shape.grids - 1
    let (from, to) = (upsampledGradients[last], gradients[net.gridIndex(halvings: last)])
    for row in 0..<from.rows {
      for column in 0..<from.columns { to[0, row, column] += from[0, row, column] }
    }
  }

  /// The gradient of the loss in a latent, of the last call of ``loss``; for tests.
  package func gradient(grid: Int, row: Int, column: Int) -> Float {
    gradients[grid][0, row, column] * slopes[grid][0, row, column]
  }
}
