import Autodiff
import Tensors

/// What a network with certain parameters makes of objects.
package struct Evaluation: Sendable {
  private let network: Autoencoder
  private let parameters: ParameterSet
  private let threads: Int

  package init(_ network: Autoencoder, _ parameters: ParameterSet, threads: Int = 1) {
    self.network = network
    self.parameters = parameters
    self.threads = threads
  }

  /// Objects a thread works on at a time.
  private static let chunk = 64

  /// Sums over chunks of objects, added in their order.
  ///
  /// - Parameter body: given a tape, objects and how many they are, some numbers
  private func sums(
    _ source: any SampleSource, _ objects: ArraySlice<Int>,
    _ body: @escaping @Sendable (Tape, Variable) -> [Double]
  ) async -> [Double] {
    let starts = Array(stride(from: objects.startIndex, to: objects.endIndex, by: Self.chunk))
    let parameters = parameters
    return await withTaskGroup(of: (Int, [Double]).self) { group in
      var parts = [[Double]](repeating: [], count: starts.count)
      for (index, start) in starts.enumerated() {
        if index >= threads, let (done, part) = await group.next() { parts[done] = part }
        group.addTask {
          let range = start..<min(start + Self.chunk, objects.endIndex)
          // Noise differs from chunk to chunk, not from run to run.
          let noise = NoiseKey(seed: 0).derived(index)
          let tape = Tape(parameters, noise: noise, recording: false)
          let part = objects[range]
          return (index, body(tape, tape.constant(source.objects(part), samples: part.count)))
        }
      }
      for await (done, part) in group { parts[done] = part }
      let first = parts.first ?? []
      return parts.dropFirst().reduce(first) { zip($0, $1).map { $0 + $1 } }
    }
  }

  /// The mean over objects of Σ (d(e(x)) − x)²; of a network that fills in, over what is hidden
  /// from it.
  package func squaredError(
    _ source: any SampleSource, _ objects: ArraySlice<Int>
  ) async -> Double {
    let network = network
    return await sums(source, objects) { _, x in
      let (given, hidden) = network.settings.fillsIn ? network.corrupted(x) : (x, nil)
      let made = network.decode(network.encode(given)).value
      return [made.squaredDistance(from: x.value, at: hidden)]
    }[0] / Double(objects.count)
  }

  /// The mean loss that training asks for.
  package func loss(_ source: any SampleSource, _ objects: ArraySlice<Int>) async -> Double {
    let network = network
    return await sums(source, objects) { tape, x in
      let batch = SampleBatch(
        TensorSamples(x.value.values, shape: source.shape), Array(0..<x.samples)[...])
      return [Double(network.loss(tape, batch).number) * Double(x.samples)]
    }[0] / Double(objects.count)
  }

  /// Mean and deviation of each number of the codes.
  ///
  /// - Parameter drawn: whether variational codes are drawn from their distributions rather than
  ///   taken at their means
  package func codes(
    _ source: any SampleSource, _ objects: ArraySlice<Int>, drawn: Bool = false
  ) async -> [(mean: Double, deviation: Double)] {
    let (network, latents) = (network, network.settings.latents)
    let sums = await sums(source, objects) { _, x in
      let codes =
        if drawn, network.settings.kind == .variational {
          network.drawnCodes(x)
        } else {
          network.encode(x).value
        }
      return (codes.channelSums().values + codes.channelSums(times: codes).values)
        .map { Double($0) }
    }
    let count = Double(objects.count)
    return (0..<latents).map { index in
      let mean = sums[index] / count
      return (mean, max(sums[latents + index] / count - mean * mean, 0).squareRoot())
    }
  }

  /// Mean squared errors a number of spoilt objects, of what comes out for them, and of what a
  /// projection makes of them; where parts are hidden, of those alone.
  package func denoising(
    _ source: any SampleSource, _ objects: ArraySlice<Int>,
    beside other: (network: Autoencoder, parameters: ParameterSet)?
  ) async -> (spoilt: Double, restored: Double, projected: Double?) {
    let network = network
    let sums = await sums(source, objects) { _, x in
      let (spoilt, hidden) = network.corrupted(x)
      let restored = network.decode(network.encode(spoilt)).value
      let projected = other.map { other in
        let tape = Tape(other.parameters, recording: false)
        let input = tape.constant(spoilt.value, samples: spoilt.samples)
        return other.network.decode(other.network.encode(input)).value
      }
      let errors = [spoilt.value, restored, projected ?? x.value].map {
        $0.squaredDistance(from: x.value, at: hidden)
      }
      return errors + [hidden?.sums(samples: 1)[0] ?? Double(x.value.count)]
    }
    let numbers = sums[3]
    return (sums[0] / numbers, sums[1] / numbers, other == nil ? nil : sums[2] / numbers)
  }
}

extension Tensor {
  /// Σ (x − t)².
  ///
  /// - Parameter places: 1 where numbers count, 0 elsewhere; nil for all
  fileprivate func squaredDistance(from target: Tensor, at places: Tensor?) -> Double {
    let difference = combined(.difference, target)
    let counted = places.map { difference.combined(.product, $0) } ?? difference
    return counted.dots(counted, samples: 1)[0]
  }
}

extension Autoencoder {
  /// Variational codes drawn from the distributions of objects.
  package func drawnCodes(_ objects: Variable) -> Tensor {
    let (mean, logVariance) = distribution(of: objects)
    return mean.sampledNormal(logVariance: logVariance).value
  }
}
