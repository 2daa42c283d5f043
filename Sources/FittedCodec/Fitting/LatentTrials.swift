import CFitted

/// Bits of the latents of a grid; means and scales if they are wanted.
struct LatentMoments {
  var means: PlaneStack?
  var levels: PlaneStack?
  let costs: PlaneStack
}

/// Tries whole latents that are greater or less by one, and keeps those that make the loss less.
///
/// The loss is a sum over places, and a latent matters only around its own. So the picture is cut
/// into windows, one latent of each is changed, and one evaluation judges all of them. Which
/// latent a window tries is said by the gradient; the bits of the latent itself are exact in it.
///
/// Planes of the optimiser, which has come to its end, are used again.
package struct LatentTrials {
  private let fitter: Fitter
  private let weights: [Float]
  private let effective: [Float]
  private let lambda: Float
  /// By grid: what a change costs beyond what its gradient says, in the loss of one pixel.
  private var curvatures: [Float]

  /// Windows are moved by these, so that each latent is in the inner part of one, of four by four.
  private static let offsets = [(0, 0), (4, 4), (0, 4), (4, 0)]

  package init(_ fitter: Fitter, _ weights: [Float], lambda: Float) {
    (self.fitter, self.weights, self.lambda) = (fitter, weights, lambda)
    effective = fitter.layout.effective(weights)
    curvatures = Array(repeating: 2 * lambda, count: fitter.values.count)
  }

  // What the planes of the optimiser hold now.
  private func gains(_ grid: Int) -> PlaneStack { fitter.values[grid] }
  private func costs(_ grid: Int) -> PlaneStack { fitter.slopes[grid] }
  private func trialCosts(_ grid: Int) -> PlaneStack { fitter.gradients[grid] }
  /// The squared errors of the pixels, and those of the trial, in the moments of the finest grid,
  /// once these have served.
  private var errors: PlaneStack { fitter.means[0] }
  private var trialErrors: PlaneStack { fitter.squares[0] }

  /// The grids whose bits depend on those of a grid: itself and those that have features of it.
  private func dependents(_ grid: Int) -> [Int] {
    [grid] + (0..<min(grid, fitter.layout.features.count))
  }

  /// Tries the latents of all grids, those of the finest ones more often.
  ///
  /// - Parameter gradient: scratch
  package mutating func run(_ gradient: inout [Float]) {
    let count = fitter.values.count
    for (grid, rounds) in [(0, 2), (1, 2)] + (2..<count).map({ ($0, 1) }) + [(0, 2)] {
      prepare(grid, &gradient)
      for offset in Self.offsets {
        for _ in 0..<rounds { tryWindows(of: grid, offset) }
      }
    }
  }

  /// Evaluates the loss as it is now, and what changes in a grid are expected to gain.
  private func prepare(_ grid: Int, _ gradient: inout [Float]) {
    _ = fitter.loss(weights, lambda: lambda, step: 0, gradient: &gradient, back: true)
    fitter.evaluate(
      grid, effective,
      into: LatentMoments(
        means: fitter.means[grid], levels: fitter.squares[grid], costs: costs(grid)))
    for dependent in dependents(grid).dropFirst() { evaluate(dependent, costs(dependent)) }
    var job = unsafe aez_fitted_gains()
    unsafe job.latents = fitter.net.latents[grid].plane()
    unsafe job.gradients = UnsafePointer(fitter.gradients[grid].origin())
    unsafe job.means = UnsafePointer(fitter.means[grid].origin())
    unsafe job.levels = UnsafePointer(fitter.squares[grid].origin())
    unsafe job.gains = gains(grid).origin()
    unsafe (job.bit_weight, job.curvature) = (lambda, curvatures[grid])
    unsafe fitter.net.kernels.table.pointee.gains(&job)
    // Gradients lie where the upsampled latents were.
    fitter.net.upsample(weights)
    fitter.evaluateErrors(effective, into: errors)
  }

  private func evaluate(_ grid: Int, _ costs: PlaneStack) {
    fitter.evaluate(grid, effective, into: LatentMoments(costs: costs))
  }

  private struct Trial {
    let window: Window
    var row = 0
    var column = 0
    var gain: Float = 0
    /// The loss of the window before.
    var before = 0.0
  }

  /// Changes a latent of each window of a grid, and takes back the changes that do not pay.
  private mutating func tryWindows(of grid: Int, _ offset: (Int, Int)) {
    let shape = fitter.net.gridShapes[grid]
    let latents = fitter.net.latents[grid]
    let dependents = dependents(grid)
    var trials = trials(grid, offset)
    for (index, trial) in trials.enumerated() {
      trials[index].before = loss(trial.window, dependents, costs, errors)
      latents[0, trial.row, trial.column] += trial.gain > 0 ? 1 : -1
      gains(grid)[0, trial.row, trial.column] = 0
    }
    for dependent in dependents.reversed() { evaluate(dependent, trialCosts(dependent)) }
    if !shape.isHyper {
      fitter.net.upsample(weights, halvings: shape.halvings)
      fitter.evaluateErrors(effective, into: trialErrors)
    }
    let after = shape.isHyper ? errors : trialErrors
    var kept = 0
    for trial in trials {
      if loss(trial.window, dependents, trialCosts, after) < trial.before {
        kept += 1
        accept(trial.window, dependents, isSeen: !shape.isHyper)
      } else {
        latents[0, trial.row, trial.column] -= trial.gain > 0 ? 1 : -1
      }
    }
    adapt(grid, kept: kept, of: trials.count)
  }

  /// Latents of which it is worth to try the change: about a quarter should pay.
  private mutating func adapt(_ grid: Int, kept: Int, of count: Int) {
    guard count > 20 else { return }
    if 5 * kept < count { curvatures[grid] *= 1.25 }
    if 3 * kept > count { curvatures[grid] *= 0.75 }
  }

  /// The most promising latent of each window.
  private func trials(_ grid: Int, _ offset: (Int, Int)) -> [Trial] {
    let (shape, gains) = (fitter.net.gridShapes[grid], gains(grid))
    var trials: [Trial] = []
    for top in stride(from: -offset.0, to: shape.rows, by: Window.side) {
      for left in stride(from: -offset.1, to: shape.columns, by: Window.side) {
        var best = Trial(window: Window(top: top, left: left, halvings: shape.halvings))
        for row in max(top + 2, 0)..<max(min(top + 6, shape.rows), top + 2, 0) {
          for column in max(left + 2, 0)..<max(min(left + 6, shape.columns), left + 2, 0) {
            let gain = unsafe gains.origin()[row * gains.stride + column]
            if abs(gain) > abs(best.gain) {
              (best.row, best.column, best.gain) = (row, column, gain)
            }
          }
        }
        if best.gain != 0 { trials.append(best) }
      }
    }
    return trials
  }

  private func loss(
    _ window: Window, _ dependents: [Int], _ costs: (Int) -> PlaneStack, _ errors: PlaneStack
  ) -> Double {
    var bits = 0.0
    for grid in dependents {
      bits += costs(grid).sum(window, halvings: fitter.net.gridShapes[grid].halvings)
    }
    return errors.sum(window, halvings: 0) / 3 + Double(lambda) * bits
  }

  /// - Parameter isSeen: whether synthesis sees the grid
  private func accept(_ window: Window, _ dependents: [Int], isSeen: Bool) {
    for grid in dependents {
      costs(grid).copy(
        trialCosts(grid), window, halvings: fitter.net.gridShapes[grid].halvings)
    }
    if isSeen { errors.copy(trialErrors, window, halvings: 0) }
  }
}

/// A square of latents of a grid, and what lies there at finer resolutions.
private struct Window {
  static let side = 8
  let top: Int
  let left: Int
  let halvings: Int

  func rows(of plane: PlaneStack, halvings: Int) -> Range<Int> {
    Self.part(top, self.halvings - halvings, plane.rows)
  }

  func columns(of plane: PlaneStack, halvings: Int) -> Range<Int> {
    Self.part(left, self.halvings - halvings, plane.columns)
  }

  private static func part(_ first: Int, _ doublings: Int, _ count: Int) -> Range<Int> {
    max(first << doublings, 0)..<min((first + side) << doublings, count)
  }
}

extension PlaneStack {
  fileprivate func sum(_ window: Window, halvings: Int) -> Double {
    let columns = window.columns(of: self, halvings: halvings)
    var sum = 0.0
    for row in window.rows(of: self, halvings: halvings) {
      let line = unsafe origin() + row * stride
      for column in columns { unsafe sum += Double(line[column]) }
    }
    return sum
  }

  /// Copies a window of another stack.
  fileprivate func copy(_ other: PlaneStack, _ window: Window, halvings: Int) {
    let columns = window.columns(of: self, halvings: halvings)
    for row in window.rows(of: self, halvings: halvings) {
      let (to, from) = unsafe (origin() + row * stride, other.origin() + row * stride)
      for column in columns { unsafe to[column] = from[column] }
    }
  }
}
