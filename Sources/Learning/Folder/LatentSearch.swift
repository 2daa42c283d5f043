import Autodiff
import Tensors
import Training

/// Looks for cheaper codes of pictures: one more or one less where the gradient says that rate and
/// distortion together would gain, kept where they truly do.
///
/// A step of code k changes the cost by about ±g + c/2, with g the gradient, c = λ · d″ · s²,
/// s² what the step does to the picture, and d″ the second derivative of decibels.
package struct LatentSearch: Sendable {
  package let network: FolderNetwork
  /// Rounded.
  package let parameters: ParameterSet
  /// Bits a decibel.
  package var lambda: Float
  /// The sum of squares by which a step of each code changes a picture of samples 0…1.
  package let reactions: [Float]

  /// The same with another prior.
  package func with(_ parameters: ParameterSet) -> LatentSearch {
    LatentSearch(network: network, parameters: parameters, lambda: lambda, reactions: reactions)
  }

  /// What a pass forwards says of some pictures, each.
  package struct Costs: Sendable {
    /// bits + λ · decibels of error
    package var total: [Float]
    package var bits: [Float]
    package var decibels: [Float]
  }

  /// What codes cost.
  package func costs(of codes: Tensor, _ objects: Tensor, samples: Int) -> Costs {
    let tape = Tape(parameters, recording: false)
    return Self.costs(pass(tape.constant(codes, samples: samples), objects), lambda)
  }

  /// Bits of all pictures' codes together.
  package func bits(of codes: Tensor, samples: Int) -> Double {
    let z = Tape(parameters, recording: false).constant(codes, samples: samples)
    return network.bits(of: z, given: z).value.sums(samples: 1)[0]
  }

  private typealias Pass = (bits: Variable, decibels: Variable)

  private func pass(_ codes: Variable, _ objects: Tensor) -> Pass {
    (network.bits(of: codes, given: codes), network.decode(codes).decibels(of: objects))
  }

  private static func costs(_ pass: Pass, _ lambda: Float) -> Costs {
    let (bits, decibels) = (pass.bits.value.values, pass.decibels.value.values)
    return Costs(
      total: zip(bits, decibels).map { $0 + lambda * $1 }, bits: bits, decibels: decibels)
  }

  /// Costs and their gradients.
  ///
  /// - Parameter learning: whether gradients of the parameters are wanted, of the sum of all
  ///   costs times this weight
  package func gradients(
    at codes: Tensor, _ objects: Tensor, samples: Int, learning weight: Float?
  ) -> (costs: Costs, codes: [Float], parameters: [Tensor]) {
    let tape = Tape(parameters)
    var slope: Tensor?
    let z = tape.watched(codes, samples: samples) { slope = $0 }
    let found = weight == nil ? tape.withoutLearning { pass(z, objects) } : pass(z, objects)
    let loss = (found.bits + found.decibels.scaled(by: lambda)).grouped(samples: 1).sampleSums
    let gradients = tape.backward(from: loss, weight: weight ?? 1)
    let slopes = slope?.scaled(by: 1 / (weight ?? 1)).values ?? []
    return (Self.costs(found, lambda), slopes, weight == nil ? [] : gradients)
  }

  /// A change of one code by one.
  private struct Move {
    let latent: Int
    let isUp: Bool
    /// The bits it seems to gain.
    let gain: Float
  }

  /// Of a picture, the moves that seem to gain most, best first; at least one.
  private func moves(
    _ slopes: ArraySlice<Float>, _ doubts: ArraySlice<Float>, decibels: Float, most: Int
  ) -> [Move] {
    let error = Decibels.error(decibels: Double(-decibels))
    let pixels = Double(network.design.shape.count)
    let bend = Float(Double(lambda) * Decibels.slope(error: error) / pixels)
    let (slope, doubt) = (slopes.startIndex, doubts.startIndex)
    var moves: [Move] = []
    var best = Move(latent: 0, isUp: true, gain: -.infinity)
    for latent in 0..<network.latents {
      let (g, c) = (slopes[slope + latent], bend * reactions[latent])
      let down = g - c - doubts[doubt + 2 * latent]
      let up = -g - c - doubts[doubt + 2 * latent + 1]
      let move = Move(latent: latent, isUp: up > down, gain: max(up, down))
      if move.gain > best.gain { best = move }
      if move.gain > 0 { moves.append(move) }
    }
    guard moves.count > 1 else { return [best] }
    moves.sort { $0.gain > $1.gain }
    return Array(moves.prefix(most))
  }

  /// One try for each of some pictures: the likeliest few moves at once, and four times as many;
  /// what gains most is kept, and where nothing gains the likeliest move is doubted from now on.
  ///
  /// - Parameters:
  ///   - found: what the gradients at the codes are
  ///   - reach: moves tried at once, a picture
  ///   - widening: whether four times as many are tried too
  /// - Returns: Whether each picture's codes have changed.
  package func improve(
    _ part: inout FolderLatents.Part, _ objects: Tensor, found: (costs: Costs, codes: [Float]),
    reach: [Int], widening: Bool
  ) -> [Bool] {
    let (samples, latents) = (reach.count, network.latents)
    let moves = (0..<samples).map { sample in
      self.moves(
        found.codes[sample * latents..<(sample + 1) * latents],
        part.doubts[2 * sample * latents..<2 * (sample + 1) * latents],
        decibels: found.costs.decibels[sample], most: reach[sample] * (widening ? 4 : 1))
    }
    var (best, chosen) = (found.costs.total, part.codes)
    var changed = [Bool](repeating: false, count: samples)
    for factor in widening ? [1, 4] : [1] {
      var tried = part
      for sample in 0..<samples {
        for move in moves[sample].prefix(reach[sample] * factor) {
          tried.codes[sample * latents + move.latent] += move.isUp ? 1 : -1
        }
      }
      let costs = costs(of: tried.tensor(samples: samples), objects, samples: samples).total
      for sample in 0..<samples where costs[sample] < best[sample] {
        best[sample] = costs[sample]
        changed[sample] = true
        let range = sample * latents..<(sample + 1) * latents
        chosen.replaceSubrange(range, with: tried.codes[range])
      }
    }
    part.codes = chosen
    doubt(&part, moves, changed, reach)
    return changed
  }

  /// Doubts fade, as everything around a code moves on.
  private func doubt(
    _ part: inout FolderLatents.Part, _ moves: [[Move]], _ changed: [Bool], _ reach: [Int]
  ) {
    for place in part.doubts.indices { part.doubts[place] *= 0.9 }
    for sample in moves.indices where !changed[sample] {
      guard let move = moves[sample].first else { continue }
      let place = 2 * (sample * network.latents + move.latent) + (move.isUp ? 1 : 0)
      part.doubts[place] += 2 * lambda
    }
  }
}

extension LatentSearch {
  /// ``reactions``, from what steps of each code do to some pictures.
  package static func reactions(
    of network: FolderNetwork, _ parameters: ParameterSet, codes: [FolderLatents.Part], threads: Int
  ) async -> [Float] {
    let sums = await concurrently(codes, threads: threads) { part in
      let latents = network.latents
      func pictures(_ step: Float) -> Tensor {
        var moved = part.codes
        if step != 0 {
          moved = (0..<latents).flatMap { latent in
            var codes = part.codes
            codes[latent] += step
            return codes
          }
        }
        let samples = moved.count / latents
        let tape = Tape(parameters, recording: false)
        let tensor = Tensor(rows: samples, columns: 1, channels: latents, values: moved)
        let made = network.decode(tape.constant(tensor, samples: samples)).value
        return made.reshaped(rows: samples, columns: 1, channels: made.count / samples)
      }
      let away = pictures(0).scaled(by: -1)
      let squares = [Float(-1), 1].map { step -> [Double] in
        let difference = pictures(step).scaled(byChannel: nil, plus: away)
        return difference.dots(difference, samples: latents)
      }
      return zip(squares[0], squares[1]).map { ($0 + $1) / 2 }
    }
    return (0..<network.latents).map { latent in
      let sum = sums.reduce(0.0) { $0 + $1[latent] }
      return Float(sum / Double(max(sums.count, 1)))
    }
  }
}
