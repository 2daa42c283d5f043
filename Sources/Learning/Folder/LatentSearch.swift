import Autodiff
import Tensors
import Training

/// Searches for cheaper latents. It moves latents by one where the gradient predicts a lower
/// rate-distortion cost, and keeps moves that do lower it.
///
/// A step of latent k changes the cost by about ±g + c/2. Here g is the gradient, c = λ · d″ · s²,
/// s² the squared change of the picture, and d″ the second derivative of decibels.
package struct LatentSearch: Sendable {
  package let network: FolderNetwork
  /// Rounded parameters.
  package let parameters: ParameterSet
  /// The distortion weight, in bits per decibel.
  package var lambda: Float
  /// For each latent, the squared change of a picture, samples 0…1, by one step.
  package let reactions: [Float]

  /// The same search with another prior.
  package func with(_ parameters: ParameterSet) -> LatentSearch {
    LatentSearch(network: network, parameters: parameters, lambda: lambda, reactions: reactions)
  }

  /// Costs of some pictures from a forward pass.
  package struct Costs: Sendable {
    /// Bits + λ · decibels of error, for each picture.
    package var total: [Float]
    package var bits: [Float]
    package var decibels: [Float]
  }

  /// The cost of latents.
  package func costs(of codes: Tensor, _ pictures: Tensor, samples: Int) -> Costs {
    let tape = Tape(parameters, recording: false)
    return Self.costs(pass(tape.constant(codes, samples: samples), pictures), lambda)
  }

  /// The bits of all pictures' latents.
  package func bits(of codes: Tensor, samples: Int) -> Double {
    let z = Tape(parameters, recording: false).constant(codes, samples: samples)
    return network.bits(of: z, given: z).value.sums(samples: 1)[0]
  }

  private typealias Pass = (bits: Variable, decibels: Variable)

  private func pass(_ codes: Variable, _ pictures: Tensor) -> Pass {
    (network.bits(of: codes, given: codes), network.decode(codes).decibels(of: pictures))
  }

  private static func costs(_ pass: Pass, _ lambda: Float) -> Costs {
    let (bits, decibels) = (pass.bits.value.values, pass.decibels.value.values)
    return Costs(
      total: zip(bits, decibels).map { $0 + lambda * $1 }, bits: bits, decibels: decibels)
  }

  /// Costs and their gradients.
  ///
  /// - Parameter weight: also computes gradients of the parameters, of the summed costs times this
  ///   weight; nil for none
  package func gradients(
    at codes: Tensor, _ pictures: Tensor, samples: Int, learning weight: Float?
  ) -> (costs: Costs, codes: [Float], parameters: [Tensor]) {
    let tape = Tape(parameters)
    var slope: Tensor?
    let z = tape.watched(codes, samples: samples) { slope = $0 }
    let found = weight == nil ? tape.withoutLearning { pass(z, pictures) } : pass(z, pictures)
    let loss = (found.bits + found.decibels.scaled(by: lambda)).grouped(samples: 1).sampleSums
    let gradients = tape.backward(from: loss, weight: weight ?? 1)
    let slopes = slope?.scaled(by: 1 / (weight ?? 1)).values ?? []
    return (Self.costs(found, lambda), slopes, weight == nil ? [] : gradients)
  }

  /// A change of one latent by ±1.
  private struct Move {
    let latent: Int
    let isUp: Bool
    /// The predicted gain in bits.
    let gain: Float
  }

  /// The moves of a picture with the highest predicted gain, best first; at least one.
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

  /// Tries the few most promising moves of each picture at once, and four times as many. It keeps
  /// the better set. If neither gains, it penalises the best move.
  ///
  /// - Parameters:
  ///   - found: costs and gradients at the latents
  ///   - reach: moves tried at once for each picture
  ///   - widening: whether to try four times as many too
  /// - Returns: whether each picture's latents have changed
  package func improve(
    _ part: inout FolderLatents.Part, _ pictures: Tensor, found: (costs: Costs, codes: [Float]),
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
      let costs = costs(of: tried.tensor(samples: samples), pictures, samples: samples).total
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

  /// Penalties decay, as the weights and other latents change.
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
  /// Measures ``reactions`` by steps of each latent in some pictures.
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
