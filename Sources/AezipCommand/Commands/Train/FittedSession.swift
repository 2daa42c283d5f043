import Bytes
import Files
import FittedCodec
import Images
import Training

/// Learns what networks of fitted pictures begin with, for coarse, usual and fine pictures.
struct FittedSession {
  let files: TrainFiles
  let quiet: Bool
  /// Rounds through all pieces of photographs, for each of the states.
  let rounds: Int
  let seed: UInt64

  static let usualRounds = 400
  /// The pieces of photographs, and their side in pixels.
  private static let (pieces, side) = (48, 256)

  func train(_ pictures: PictureSource) throws -> FittedSummary {
    let clock = ContinuousClock()
    let start = clock.now
    let (pieces, digest) = try pieces(of: pictures)
    guard !pieces.isEmpty else { throw TrainError.noFitted(side: Self.side) }
    let line = ProgressLine("learning", quiet: quiet)
    // The usual state is learned from nothing, the others from it.
    var usual: StartState?
    var states: [Float: StartState] = [:]
    let lambdas = [StartLearner.usualLambda] + StartLearner.otherLambdas
    for lambda in lambdas {
      var settings = StartLearner.Settings(lambda: lambda, rounds: rounds)
      settings.seed = seed
      var learner = StartLearner(pieces, .usual, start: usual, settings: settings)
      learner.learn { round, _ in
        line.show {
          "learning state \(states.count + 1) of \(lambdas.count), round \(round) of \(rounds)"
        }
      }
      states[lambda] = learner.state
      usual = usual ?? learner.state
    }
    line.finish()
    let ordered = states.values.sorted { $0.lambda > $1.lambda }
    try files.write(
      model: StartState.file(
        of: ordered,
        [
          "name": StartState.name, "pieces": "\(pieces.count)", "digest": digest,
          "rounds": "\(rounds)", "seed": "\(seed)",
        ]))
    return FittedSummary(
      card: FittedSummary.Card(
        pieces: pieces.count, digest: digest, rounds: rounds, states: ordered.count),
      file: files.model, seconds: Double((clock.now - start).components.seconds))
  }

  /// Pieces of photographs drawn by the seed, one of each, and the digest of their samples.
  private func pieces(
    of pictures: PictureSource
  ) throws -> (pieces: [FittedSamples], digest: String) {
    var random = FittedRandom(seed: seed)
    var order = Array(pictures.items.indices)
    for index in order.indices.dropFirst().reversed() {
      order.swapAt(index, Int(random.next() % UInt64(index + 1)))
    }
    var pieces: [FittedSamples] = []
    var hasher = DigestHasher()
    for index in order where pieces.count < Self.pieces {
      let image = try pictures.load(index)
      guard image.channels == .rgb, min(image.width, image.height) >= Self.side else { continue }
      let x = Int(random.next() % UInt64(image.width - Self.side + 1))
      let y = Int(random.next() % UInt64(image.height - Self.side + 1))
      let piece = FittedSamples(
        cutting: image.samples, width: image.width, channels: 3, columns: x..<x + Self.side,
        rows: y..<y + Self.side)
      hasher.update(piece.samples[...])
      pieces.append(piece)
    }
    return (pieces, hasher.finish().description)
  }
}

/// The result of learning what networks of fitted pictures begin with.
struct FittedSummary {
  /// What a run comes to.
  struct Card: Encodable {
    let pieces: Int
    /// Of the samples of all pieces, in order.
    let digest: String
    let rounds: Int
    let states: Int
  }

  let card: Card
  let file: RawPath
  let seconds: Double

  var lines: [String] {
    [
      "\(plural(card.states, "start state")) of fitted pictures, learnt from "
        + "\(plural(card.pieces, "piece")) of photographs in \(duration(seconds: seconds))",
      "written: \(file)",
    ]
  }
}
