import Autodiff
import Networks
import Tensors

/// The four-step autoregressive prior. Training evaluates all steps in parallel, because all
/// latents are known.
///
///     latents  (samples · r) × c × M, rounded
///     g        (samples · r) × c × C, the output of the hyper-synthesis
///     out      (samples · r) × c × 2M: means, then log scales
package struct PhotoContextLayers: Sendable {
  private let step: Parameter
  private let depthwise: Parameter
  private let project, mlp1, mlp2: DenseLayer
  /// One head per group of channels: its means, then its log scales.
  private let heads: [DenseLayer]

  package init(_ sizes: PhotoConfiguration, in assembly: inout PhotoAssembly) {
    step = assembly.table("context.step")
    depthwise = assembly.filter("context.depthwise")
    project = assembly.dense("context.project")
    mlp1 = assembly.dense("context.mlp1")
    mlp2 = assembly.dense("context.mlp2")
    heads = (0..<4).map { group in
      assembly.dense(
        "context.head", rows: PhotoOrder.head(group: group, latents: sizes.latents),
        part: ".\(group)")
    }
  }

  package func callAsFunction(_ latents: Variable, g: Variable) -> Variable {
    let tape = g.tape
    let contexts = (0..<4).map { index -> Variable in
      let known = index == 0 ? g : project(masked(latents, before: index), adding: g)
      return known.biased(byChannel: tape.variable(step).entries([index]))
    }
    let c = Variable.stacked(contexts)
    return mlp2(mlp1(c.leaky, activate: true), adding: c).leaky.groupHeads(heads)
  }

  /// Sets all latents but those of the steps before `index` to zero and applies the depthwise
  /// filter.
  private func masked(_ latents: Variable, before index: Int) -> Variable {
    let (rows, columns) = (latents.value.rows, latents.value.columns)
    let group = latents.value.channels / 4
    // There is one row per class of positions.
    let patterns = Tensor(
      rows: 4, columns: 1, channels: 4 * group,
      values: (0..<4 * 4 * group).map { at in
        (at / (4 * group) + at % (4 * group) / group) % 4 < index ? 1 : 0
      })
    let classes = (0..<rows * columns).map {
      CodingStep.positionClass(row: $0 / columns, column: $0 % columns)
    }
    let mask = patterns.gatheringRows(classes)
      .reshaped(rows: rows, columns: columns, channels: 4 * group)
    return (latents * latents.constant(mask)).depthwise(depthwise)
  }
}

/// Applies one head per group of channels, each only at the step that codes the group at a
/// position. This takes a quarter of the products of all heads at all steps.
///
///     x    (4 · samples · r) × c × C, step by step
///     W    M/2 × C per group, b M/2
///     out  (samples · r) × c × 2M: the groups' means, then their log scales
///
/// With x′ = x gathered by group: dx′ = dout · W, dW = doutᵀ · x′, db = Σ dout, per group.
extension Variable {
  package func groupHeads(_ heads: [DenseLayer]) -> Variable {
    let dealt = value.dealtBySteps()
    let height = value.rows / 4
    let inputs = (0..<4).map { dealt.slice(rows: $0 * height..<($0 + 1) * height) }
    let matrices = heads.map { tape.matrix($0.weight) }
    let biases = heads.map { tape.variable($0.bias) }
    let outs = (0..<4).map {
      matrices[$0].forward.biased(by: biases[$0].value)(inputs[$0])
    }
    let half = outs[0].channels / 2
    let out = Tensor.concatenatingChannels(
      outs.map { $0.channels(0..<half) } + outs.map { $0.channels(half..<2 * half) })
    let (steps, columns) = (value.rows, value.columns)
    let operands = [self] + heads.map { tape.variable($0.weight) } + biases
    return tape.record(out, samples: samples / 4, from: operands, name: "groupHeads") { gradient in
      let parts = (0..<4).map { group in
        Tensor.concatenatingChannels([
          gradient.channels(group * half..<(group + 1) * half),
          gradient.channels((group + 4) * half..<(group + 5) * half),
        ])
      }
      let sums = (0..<4).map { group in
        var sum = MatrixGradient(outputs: 2 * half, inputs: inputs[group].channels)
        sum.add(inputs[group], gradient: parts[group])
        return sum.finish(like: matrices[group].values)
      }
      var back = TensorBuilder(rows: steps, columns: columns, channels: inputs[0].channels)
      for group in 0..<4 { back.append(matrices[group].backward(parts[group])) }
      return [back.finish().dealtBySteps(inverse: true)] + sums + parts.map { $0.channelSums() }
    }
  }
}
