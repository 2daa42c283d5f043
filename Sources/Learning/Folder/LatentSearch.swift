import Autodiff
import Tensors
import Training

/// Searches for cheaper latents. It moves latents by one where the gradient predicts a lower
/// rate-distortion cost, and keeps moves that do lower it.
///
/// A step of one latent changes the cost by about ±g + c. Here g is the gradient of the cost, and
/// c = λ · d′ · s² / n, where d′ is the derivative of decibels by the mean squared error, s² the
/// squared change of the picture, and n the number of its samples.
package struct LatentSearch: Sendable {
  package let network: FolderNetwork
  /// Rounded parameters.
  package let parameters: ParameterSet
  /// The distortion weight, in bits per decibel.
  package var lambda: Float
  /// For each latent, the sum of squared changes of a picture's samples 0…1 by one step.
  package let reactions: [Float]

  /// The same search with another prior.
  package func with(_ parameters: ParameterSet) -> LatentSearch {
    LatentSearch(network: network, parameters: parameters, lambda: lambda, reactions: reactions)
  }

  /// The costs of each of some pictures.
  package struct Costs: Sendable {
    /// `bits` + λ · `decibels`.
    package var total: [Float]
    /// The cost of the latents under the prior.
    package var bits: [Float]
    /// 10 · log₁₀ of the mean squared error, which is −PSNR.
    package var decibels: [Float]
  }

  /// The costs of latents, samples × 1 × latents, from a forward pass.
  package func costs(of latents: Tensor, _ pictures: Tensor, samples: Int) -> Costs {
    let tape = Tape(parameters, recording: false)
    return Self.costs(pass(tape.constant(latents, samples: samples), pictures), lambda)
  }

  /// The cost of all pictures' latents under the prior, in bits.
  package func bits(of latents: Tensor, samples: Int) -> Double {
    let z = Tape(parameters, recording: false).constant(latents, samples: samples)
    return network.bits(of: z, given: z).value.sums(samples: 1)[0]
  }

  private typealias Pass = (bits: Variable, decibels: Variable)

  private func pass(_ latents: Variable, _ pictures: Tensor) -> Pass {
    (network.bits(of: latents, given: latents), network.decode(latents).decibels(of: pictures))
  }

  private static func costs(_ pass: Pass, _ lambda: Float) -> Costs {
    let (bits, decibels) = (pass.bits.value.values, pass.decibels.value.values)
    return Costs(
      total: zip(bits, decibels).map { $0 + lambda * $1 }, bits: bits, decibels: decibels)
  }

  /// Computes costs and their gradients.
  ///
  /// - Parameter weight: the factor of the summed costs whose parameter gradients are wanted; nil
  ///   for no parameter gradients
  /// - Returns: the costs; the gradient of each picture's cost by its latents, without the weight;
  ///   and the parameter gradients, empty without a weight
  package func gradients(
    at latents: Tensor, _ pictures: Tensor, samples: Int, learning weight: Float?
  ) -> (costs: Costs, slopes: [Float], parameters: [Tensor]) {
    let tape = Tape(parameters)
    var slope: Tensor?
    let z = tape.watched(latents, samples: samples) { slope = $0 }
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

  /// The moves of a picture with positive predicted gain, best first; only the best of all moves if
  /// fewer than two have positive gain.
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

  /// Tries the most promising moves of each picture at once, and keeps them if they lower its cost.
  /// If nothing lowers it, the best move is penalised.
  ///
  /// - Parameters:
  ///   - part: the latents and penalties of the pictures, which are updated
  ///   - found: costs and gradients at these latents
  ///   - reach: the number of moves tried at once, for each picture
  ///   - widening: whether to try four times as many moves too, and keep the better set
  /// - Returns: whether each picture's latents have changed
  package func improve(
    _ part: inout FolderLatents.Part, _ pictures: Tensor, found: (costs: Costs, slopes: [Float]),
    reach: [Int], widening: Bool
  ) -> [Bool] {
    let (samples, latents) = (reach.count, network.latents)
    let moves = (0..<samples).map { sample in
      self.moves(
        found.slopes[sample * latents..<(sample + 1) * latents],
        part.doubts[2 * sample * latents..<2 * (sample + 1) * latents],
        decibels: found.costs.decibels[sample], most: reach[sample] * (widening ? 4 : 1))
    }
    var (best, chosen) = (found.costs.total, part.symbols)
    var changed = [Bool](repeating: false, count: samples)
    for factor in widening ? [1, 4] : [1] {
      var tried = part
      for sample in 0..<samples {
        for move in moves[sample].prefix(reach[sample] * factor) {
          tried.symbols[sample * latents + move.latent] += move.isUp ? 1 : -1
        }
      }
      let costs = costs(of: tried.tensor(samples: samples), pictures, samples: samples).total
      for sample in 0..<samples where costs[sample] < best[sample] {
        best[sample] = costs[sample]
        changed[sample] = true
        let range = sample * latents..<(sample + 1) * latents
        chosen.replaceSubrange(range, with: tried.symbols[range])
      }
    }
    part.symbols = chosen
    doubt(&part, moves, changed, reach)
    return changed
  }

  /// Lets all penalties decay, as the weights and other latents change, and penalises the best move
  /// of each picture that has not changed.
  private func doubt(
    _ part: inout FolderLatents.Part, _ moves: [[Move]], _ changed: [Bool], _ reach: [Int]
  ) {
    for index in part.doubts.indices { part.doubts[index] *= 0.9 }
    for sample in moves.indices where !changed[sample] {
      guard let move = moves[sample].first else { continue }
      let index = 2 * (sample * network.latents + move.latent) + (move.isUp ? 1 : 0)
      part.doubts[index] += 2 * lambda
    }
  }
}

extension LatentSearch {
  /// Measures ``reactions`` by steps of each latent in both directions, as means over pictures.
  ///
  /// - Parameter parts: the latents of one picture each
  package static func reactions(
    of network: FolderNetwork, _ parameters: ParameterSet, parts: [FolderLatents.Part], threads: Int
  ) async -> [Float] {
    let sums = await concurrently(parts, threads: threads) { part in
      let latents = network.latents
      func pictures(_ step: Float) -> Tensor {
        var moved = part.symbols
        if step != 0 {
          moved = (0..<latents).flatMap { latent in
            var stepped = part.symbols
            stepped[latent] += step
            return stepped
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
