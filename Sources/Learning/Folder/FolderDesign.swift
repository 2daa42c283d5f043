import Networks

/// A decoder architecture that suits some pictures: the number of latents, the layers and their
/// widths.
package struct FolderDesign: Sendable, Equatable {
  package enum Body: Sendable, Equatable {
    /// One dense layer, for sides that cannot be halved twice.
    case dense
    /// A coarse map that each width doubles once; widths are channels. The stack ends in a sigmoid,
    /// or adds to a linear decoder of the coarse map.
    case doubling(widths: [Int], isBounded: Bool)
  }

  package let shape: SampleShape
  package let latents: Int
  package let body: Body
  /// Whether the coarse map has an even and an odd part, and each latent describes only one of
  /// them.
  package let isMirrored: Bool

  package init(for pictures: FolderPictures, _ components: FolderComponents, decibels: Double) {
    shape = pictures.shape
    isMirrored = components.evens != nil
    let halvings = Self.halvings(of: shape)
    let isBounded = Self.isBounded(pictures)
    latents = Self.latents(
      components, pictures, decibels: decibels, allowance: isBounded ? 8 : 2.1)
    body =
      halvings == 0
      ? .dense
      : .doubling(
        widths: Self.widths(halvings, shape: shape, pictures: pictures.count),
        isBounded: isBounded)
  }

  /// The number of components above the level of reverse water-filling at the target distortion.
  /// Fewer pictures pay for fewer components.
  ///
  /// A nonlinear decoder spans more dimensions than it has latents, most of all for drawings.
  ///
  /// - Parameter allowance: multiplies the distortion that sets the level
  private static func latents(
    _ components: FolderComponents, _ pictures: FolderPictures, decibels: Double,
    allowance: Double
  ) -> Int {
    let error = Decibels.error(decibels: decibels)
    let asked = allowance * Double(pictures.shape.count) * error
    // Some variance must be explained even at a low target.
    let allowed = min(asked, 0.4 * components.total)
    let variances = components.variances.sorted(by: >)
    // This includes components that were not found.
    var beyond = max(components.total - variances.reduce(0, +), 0)
    var count = variances.count
    // This is the remaining distortion if the last variance kept set the level.
    while count > 1, beyond + Double(count) * variances[count - 1] < allowed {
      count -= 1
      beyond += variances[count]
    }
    return max(1, min(count, max(pictures.count / 8, 4)))
  }

  private static func isBounded(_ pictures: FolderPictures) -> Bool {
    halvings(of: pictures.shape) > 0 && pictures.extremes > 0.4
  }

  /// Whether a design can be mirrored: it is linear in a coarse map that has two halves.
  package static func couldMirror(_ pictures: FolderPictures) -> Bool {
    let halvings = halvings(of: pictures.shape)
    return halvings > 0 && !isBounded(pictures) && (pictures.shape.width >> halvings) % 2 == 0
  }

  /// How often both sides can be halved, down to about eight.
  private static func halvings(of shape: SampleShape) -> Int {
    let side = min(shape.height, shape.width)
    guard shape.height % 4 == 0, shape.width % 4 == 0 else { return 0 }
    var halvings = side < 16 ? 1 : side < 48 ? 2 : side < 128 ? 3 : side < 256 ? 4 : 5
    while shape.height % (1 << halvings) != 0 || shape.width % (1 << halvings) != 0 {
      halvings -= 1
    }
    return halvings
  }

  /// The widths are narrow, and narrower where fewer pictures pay for the weights.
  private static func widths(_ halvings: Int, shape: SampleShape, pictures: Int) -> [Int] {
    let full = halvings <= 2 ? [12, 8] : [16, 16, 12, 12, 12]
    let share = pictures >= 4000 ? 1.0 : pictures >= 1000 ? 0.75 : 0.5
    let colour = shape.channels == 3 ? 1.5 : 1
    return full.prefix(halvings).map { max(4, Int((Double($0) * share * colour).rounded())) }
  }

  /// Estimates the bits that mirroring saves by zero weights.
  package var mirroringSaves: Double {
    guard case .doubling(let widths, _) = body else { return 0 }
    return 1.5 * Double(latents * grid.height * grid.width * widths[0])
  }

  /// The size of the coarse map, in positions.
  package var grid: (height: Int, width: Int) {
    (shape.height / factor, shape.width / factor)
  }

  /// Pixels along each side that one position of the coarse map covers.
  package var factor: Int {
    if case .doubling(let widths, _) = body { 1 << widths.count } else { 1 }
  }

  package var program: LayerProgram {
    switch body {
    case .dense: LayerProgram([.dense(outputs: shape.count), .reshape(shape)])
    case .doubling(let widths, let isBounded):
      LayerProgram(
        beginning(widths[0], isBounded: isBounded) + doublings(widths)
          + [isBounded ? .function(.sigmoid) : .add])
    }
  }

  /// Layers from latents to the coarse map. Unless bounded, they also push its linear decoding onto
  /// the stack.
  private func beginning(_ width: Int, isBounded: Bool) -> [Layer] {
    let map = SampleShape(height: grid.height, width: grid.width, channels: width)
    let dense: Layer = .dense(outputs: map.count)
    guard !isBounded else {
      return [dense, .function(.leaky), .reshape(map)] + Self.residual(width)
    }
    let halves = SampleShape(
      height: grid.height, width: grid.width / 2, channels: 2 * width)
    return [dense] + (isMirrored ? [.reshape(halves), .unfolded] : [.reshape(map)]) + [
      .push, .dense(outputs: factor * factor * shape.channels), .unblocked(factor: factor), .swap,
    ]
  }

  private func doublings(_ widths: [Int]) -> [Layer] {
    var layers: [Layer] = []
    for index in widths.indices {
      let isLast = index == widths.count - 1
      let next = isLast ? shape.channels : widths[index + 1]
      layers += [.convolution(outputs: 4 * next, stride: 1), .unblocked(factor: 2)]
      if !isLast { layers += [.function(.leaky)] + Self.residual(next) }
    }
    return layers
  }

  /// x + leaky(convolution of x)
  private static func residual(_ width: Int) -> [Layer] {
    [.push, .convolution(outputs: width, stride: 1), .function(.leaky), .add]
  }
}
