import Autodiff
import Tensors

/// Evaluates a network with given parameters on samples.
package struct Evaluation: Sendable {
  private let network: Autoencoder
  private let parameters: ParameterSet
  private let threads: Int

  package init(_ network: Autoencoder, _ parameters: ParameterSet, threads: Int = 1) {
    self.network = network
    self.parameters = parameters
    self.threads = threads
  }

  /// The number of samples per thread at a time.
  private static let chunk = 64

  /// Sums values over chunks of samples in their order.
  ///
  /// - Parameter body: maps a tape and a chunk of samples to values, as many for each chunk
  private func sums(
    _ source: any SampleSource, _ samples: ArraySlice<Int>,
    _ body: @escaping @Sendable (Tape, Variable) -> [Double]
  ) async -> [Double] {
    let starts = stride(from: samples.startIndex, to: samples.endIndex, by: Self.chunk)
    let parameters = parameters
    let parts = await concurrently(Array(starts.enumerated()), threads: threads) { index, start in
      // Noise differs between chunks but not between runs.
      let noise = NoiseKey(seed: 0).derived(index)
      let tape = Tape(parameters, noise: noise, recording: false)
      let part = samples[start..<min(start + Self.chunk, samples.endIndex)]
      return body(tape, tape.constant(source.tensor(part), samples: part.count))
    }
    return parts.dropFirst().reduce(parts.first ?? []) { zip($0, $1).map { $0 + $1 } }
  }

  /// The mean over samples of Σ (d(e(x)) − x)²; an inpainting network counts hidden parts only.
  package func squaredError(
    _ source: any SampleSource, _ samples: ArraySlice<Int>
  ) async -> Double {
    let network = network
    return await sums(source, samples) { _, x in
      let (given, hidden) = network.settings.fillsIn ? network.corrupted(x) : (x, nil)
      let made = network.decode(network.encode(given)).value
      return [made.squaredDistance(from: x.value, at: hidden)]
    }[0] / Double(samples.count)
  }

  /// The mean training loss.
  package func loss(_ source: any SampleSource, _ samples: ArraySlice<Int>) async -> Double {
    let network = network
    return await sums(source, samples) { tape, x in
      let batch = SampleBatch(
        TensorSamples(x.value.values, shape: source.shape), Array(0..<x.samples)[...])
      return [Double(network.loss(tape, batch).number) * Double(x.samples)]
    }[0] / Double(samples.count)
  }

  /// The mean and standard deviation of each latent.
  ///
  /// - Parameter drawn: whether variational latents are sampled from their distributions instead of
  ///   taken at their means
  package func latents(
    _ source: any SampleSource, _ samples: ArraySlice<Int>, drawn: Bool = false
  ) async -> [(mean: Double, deviation: Double)] {
    let (network, count) = (network, network.settings.latents)
    let sums = await sums(source, samples) { _, x in
      let latent =
        if drawn, network.settings.kind == .variational {
          network.drawnLatents(x)
        } else {
          network.encode(x).value
        }
      return (latent.channelSums().values + latent.channelSums(times: latent).values)
        .map { Double($0) }
    }
    let number = Double(samples.count)
    return (0..<count).map { index in
      let mean = sums[index] / number
      return (mean, max(sums[count + index] / number - mean * mean, 0).squareRoot())
    }
  }

  /// Measures the errors per value of corrupted samples, of their reconstructions, and of the
  /// reconstructions by another network. If parts of pictures are hidden, only those count.
  ///
  /// - Parameter other: the network to compare with, such as a projection on principal components
  package func denoising(
    _ source: any SampleSource, _ samples: ArraySlice<Int>,
    beside other: (network: Autoencoder, parameters: ParameterSet)?
  ) async -> Figures.Denoising {
    let network = network
    let sums = await sums(source, samples) { _, x in
      let (corrupted, hidden) = network.corrupted(x)
      let restored = network.decode(network.encode(corrupted)).value
      let projected = other.map { other in
        let tape = Tape(other.parameters, recording: false)
        let input = tape.constant(corrupted.value, samples: corrupted.samples)
        return other.network.decode(other.network.encode(input)).value
      }
      let errors = [corrupted.value, restored, projected ?? x.value].map {
        $0.squaredDistance(from: x.value, at: hidden)
      }
      return errors + [hidden?.sums(samples: 1)[0] ?? Double(x.value.count)]
    }
    let numbers = sums[3]
    return Figures.Denoising(
      corrupted: sums[0] / numbers, restored: sums[1] / numbers,
      projected: other == nil ? nil : sums[2] / numbers)
  }
}

extension Tensor {
  /// Returns Σ (x − t)².
  ///
  /// - Parameter mask: 1 where values count, 0 elsewhere; nil for all
  fileprivate func squaredDistance(from target: Tensor, at mask: Tensor?) -> Double {
    let difference = combined(.difference, target)
    let counted = mask.map { difference.combined(.product, $0) } ?? difference
    return counted.dots(counted, samples: 1)[0]
  }
}

extension Autoencoder {
  /// Samples variational latents from their distributions.
  package func drawnLatents(_ samples: Variable) -> Tensor {
    let (mean, logVariance) = distribution(of: samples)
    return mean.sampledNormal(logVariance: logVariance).value
  }
}
