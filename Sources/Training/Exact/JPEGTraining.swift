import Entropy
import ExactCodec
import Networks

/// Learns from photographs what the model of JPEG files begins with.
///
/// First the weights of expected magnitudes are found, from some of the photographs; then the
/// model codes all of them, one after the other. Of counters, which learn slowly here, what they
/// have come to at the end is kept; of weights, least squares and mean errors, which soon forget,
/// the mean over all photographs.
///
/// The same photographs in the same order give the same model.
package struct JPEGTraining {
  private var regression = MagnitudeRegression()
  private var start: CoefficientStart?
  private var means = MeanStatistics()
  private var weights = MeanWeights()
  /// The photographs that were learnt from.
  package private(set) var count = 0

  /// How fast the mixer learns: counters grow older than in archives, as they learn for longer.
  private static let rates = LeanMixer.Rates(weights: 8, oldest: 1023)

  /// The photographs after which weights are still those of a beginner.
  private static let unsettled = 10

  package init() {}

  /// Takes a photograph into account for the weights of expected magnitudes.
  package mutating func measure(_ planes: CoefficientPlanes) { regression.add(planes) }

  /// Learns from a photograph, once some were measured.
  package mutating func learn(_ planes: CoefficientPlanes) {
    var start = start ?? CoefficientStart(expected: regression.weights())
    var planes = planes
    for size in ModelSize.allCases {
      var model = CoefficientModel(start, size, rates: Self.rates)
      var encoder = BinaryRangeEncoder()
      model.code(&planes, by: &encoder)
      model.finish(into: &start)
    }
    if count >= Self.unsettled { weights.add(start.mixers) }
    means.add(start.statistics)
    start.statistics = means.mean
    self.start = start
    count += 1
  }

  /// The model file of what was learnt.
  ///
  /// - Parameter metadata: what else the file says, for people
  package func file(_ metadata: [String: String]) throws(ModelError) -> [UInt8] {
    try result.file(metadata)
  }

  /// What pictures begin with.
  private var result: CoefficientStart {
    var start = start ?? CoefficientStart(expected: regression.weights())
    weights.replace(in: &start.mixers)
    return start.rounded
  }

  /// The bytes that a picture's coefficients take by what was learnt and a model of standard size.
  package func codedSize(of planes: CoefficientPlanes) -> Int {
    var planes = planes
    var model = CoefficientModel(result, .standard)
    var encoder = BinaryRangeEncoder()
    model.code(&planes, by: &encoder)
    return encoder.finishTrimmed().count
  }
}
