import Autodiff
import Networks
import Tensors

/// Scales that follow the energy of the latents before a latent, as ``LatentEnergy`` defines it.
///
///     q, m    samples × 1 × latents: latents, and their predicted means
///     s       1 × 1 × latents: logarithms of scales
///     w       1 × 1 × 1
///     out     samples × 1 × latents
///
///     r       = 1 / (slope · eˢ + offset)
///     A[k]    = before + Σ over j < k |q[j] − m[j]| · r[j],    e[k] = ln(A[k] / (before + k))
///     out[k]  = s[k] + w · e[k]
///
///     dw      = Σ d · e,    dA = d · w / A,    dd[j] = Σ over k > j dA[k]
///     dq      = dd · r · sign(q − m),    dm = −dq
///     ds      = Σ over samples d − dd · |q − m| · r · (1 − offset · r)        with d = dout
extension Variable {
  package func followedScales(mean: Variable, logScale: Variable, weight: Variable) -> Variable {
    let latents = value.channels
    let difference = value.combined(.difference, mean.value)
    let distances = difference.mapped(.magnitude)
    let rates = LatentEnergy.rates(logScales: logScale.value.values)
    let row = Tensor(rows: 1, columns: 1, channels: latents, values: rates)
    let sums = distances.scaled(byChannel: row).sumsBefore(LatentEnergy.before)
    let counts = (0..<latents).map { 1 / (LatentEnergy.before + Float($0)) }
    let energies = sums.scaled(
      byChannel: Tensor(rows: 1, columns: 1, channels: latents, values: counts)
    ).mapped(.logarithm)
    let (s, w) = (logScale.value, weight.number)
    return tape.record(
      energies.scaled(by: w).scaled(byChannel: nil, plus: s), samples: samples,
      from: [self, mean, logScale, weight], name: "followedScales"
    ) { d in
      let behind = d.scaled(by: w).combined(.product, sums.inverted).sumsAfter
      let ofLatents = behind.scaled(byChannel: row).combined(.product, difference.mapped(.sign))
      let wider = rates.map { -$0 * (1 - LatentEnergy.offset * $0) }
      let ofScales = behind.channelSums(times: distances).scaled(
        byChannel: Tensor(rows: 1, columns: 1, channels: latents, values: wider))
      return [
        ofLatents, ofLatents.scaled(by: -1), d.channelSums().combined(.sum, ofScales),
        .vector([Float(d.dots(energies, samples: 1)[0])]),
      ]
    }
  }
}

extension Tensor {
  /// Exclusive prefix sums of each row, plus `first`.
  fileprivate func sumsBefore(_ first: Float) -> Tensor {
    var values = values
    for row in stride(from: 0, to: values.count, by: channels) {
      var sum = first
      for index in row..<row + channels {
        (values[index], sum) = (sum, sum + values[index])
      }
    }
    return Tensor(rows: rows, columns: columns, channels: channels, values: values)
  }

  /// Exclusive suffix sums of each row.
  fileprivate var sumsAfter: Tensor {
    var values = values
    for row in stride(from: 0, to: values.count, by: channels) {
      var sum: Float = 0
      for index in (row..<row + channels).reversed() {
        (values[index], sum) = (sum, sum + values[index])
      }
    }
    return Tensor(rows: rows, columns: columns, channels: channels, values: values)
  }
}
