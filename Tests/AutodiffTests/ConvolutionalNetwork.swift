import Autodiff
import Tensors
import TestSupport
import Training

/// Pictures stacked along the rows.
struct Pictures: Shard {
  let pixels: Tensor
  let samples: Int
}

/// Numbers both sides of a comparison can compute: sin(i + shift) · scale, i in reading order.
func wave(_ rows: Int, _ columns: Int, _ channels: Int, shift: Float, scale: Float) -> Tensor {
  Tensor(
    rows: rows, columns: columns, channels: channels,
    values: (0..<rows * columns * channels).map { waveValue(Float($0) + shift) * scale })
}

/// convolution 1→6, stride 2 · pooling · transposed convolution 6→4 · repeat · convolution 4→1
struct ConvolutionalNetwork: Sendable {
  var set = ParameterSet()
  let encode, encodeBias, decode, decodeBias, leave, leaveBias: Parameter

  init() {
    encode = set.add("encode.weight", wave(6, 9, 1, shift: 0.3, scale: 0.4))
    encodeBias = set.add("encode.bias", wave(1, 1, 6, shift: 1.1, scale: 0.1))
    decode = set.add("decode.weight", wave(6, 9, 4, shift: 2.7, scale: 0.3))
    decodeBias = set.add("decode.bias", wave(1, 1, 4, shift: 0.2, scale: 0.1))
    leave = set.add("leave.weight", wave(1, 9, 4, shift: 3.9, scale: 0.3))
    leaveBias = set.add("leave.bias", wave(1, 1, 1, shift: 5, scale: 0.1))
  }

  func loss(_ tape: Tape, _ part: Pictures, noise: Float = 0) -> Variable {
    let x = tape.constant(part.pixels, samples: part.samples)
    let seen = noise > 0 ? x.addingNormalNoise(deviation: noise) : x
    let code = seen.convolution(encode, bias: encodeBias, stride: 2, padding: 1).leaky
      .maximaPooled(by: 2).maxima
    return
      code
      .transposedConvolution(decode, bias: decodeBias, stride: 2, padding: 1, outputPadding: 1)
      .leaky.repeated(by: 2)
      .convolution(leave, bias: leaveBias, padding: 1)
      .squaredError(part.pixels).meanOfSamples
  }
}
