import Autodiff
import Networks
import Tensors
import Training

/// The stored model: the decoder of a folder's pictures and the prior over their latents.
package struct FolderNetwork: Sendable {
  package let design: FolderDesign
  private let decoder: ProgramNetwork
  /// Parameters of the prior: the mean and log scale of each latent, and how latents change later
  /// means and scales.
  package let mean, scale, chain, energy: Parameter
  private let gains: LatentGains
  /// Initial parameters, in the network's order.
  package let initial: [QuantisedWeights.Initial]

  package var latents: Int { design.latents }

  /// - Parameter start: initial weights from principal components
  package init(_ design: FolderDesign, _ start: FolderStart, seed: UInt64) throws(FolderError) {
    self.design = design
    gains = start.gains
    var builder = NetworkBuilder(seed: seed)
    do throws(SettingsError) {
      decoder = try ProgramNetwork(
        design.program, "decoder", input: .vector(design.latents), in: &builder)
    } catch {
      guard case .impossible(let error) = error else { throw .shape(design.shape) }
      throw .model(error)
    }
    let set = builder.parameters
    let all = set.all.map { start.initial(set.name($0), like: set.value($0)) }
    let prior = start.prior
    let parameters = prior.indices.map { Parameter(index: all.count + $0) }
    (mean, scale, chain, energy) = (parameters[0], parameters[1], parameters[2], parameters[3])
    initial = all + prior
  }

  /// The number of parameters; an encoder's may follow.
  package var parameterCount: Int { initial.count }

  /// Multiply-adds for each picture.
  package var cost: Int { decoder.layers.cost }

  /// Decodes latents, samples × 1 × latents → (samples · height) × width × channels.
  package func decode(_ latents: Variable) -> Variable { decoder(latents) }

  /// The cost of latents in bits, samples × 1 × 1.
  ///
  /// - Parameters:
  ///   - latents: samples × 1 × latents
  ///   - known: the same latents, as the decoder knows them when it predicts later ones
  package func bits(of latents: Variable, given known: Variable) -> Variable {
    let expected = expected(known)
    return latents.logisticBits(mean: expected.means, logScale: expected.logScales)
  }

  /// Predicts each latent from those before it: means and log scales, samples × 1 × latents.
  package func expected(_ known: Variable) -> (means: Variable, logScales: Variable) {
    let tape = known.tape
    let means = known.product(chain, bias: mean)
    let logScales = known.followedScales(
      mean: means, logScale: tape.variable(scale), weight: tape.variable(energy))
    return (means, logScales)
  }
}

extension FolderNetwork {
  /// The model file, which only decodes.
  ///
  /// - Parameter weights: rounded weights
  package func file(_ weights: QuantisedWeights.Drawn) throws(FolderError) -> [UInt8] {
    let configuration = SampleConfiguration(
      shape: design.shape, latents: latents, levels: 1, isOfPictures: true, bins: .logistic,
      encoder: nil, decoder: design.program)
    var writer = SafeTensorsWriter(metadata: configuration.metadata)
    let set = weights.parameters
    for (parameter, integers) in zip(set.all, weights.integers) {
      let name = set.name(parameter)
      let shape = parameter == energy ? [1] : set.value(parameter).fileShape(name)
      writer.add(name, shape: shape, bytes: integers.map { UInt8($0 + 128) })
      writer.add("\(name).step", shape: [1], [weights.steps[parameter.index]])
    }
    writer.add(
      "gain.decode", shape: [1, latents], bytes: gains.integers.map { UInt8($0 + 128) })
    writer.add("gain.decode.step", shape: [1], [gains.step])
    do {
      return try writer.write()
    } catch {
      throw .model(error)
    }
  }
}
