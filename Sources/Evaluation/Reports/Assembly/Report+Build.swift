import Files
import Images

extension Report {
  /// Draws up what was measured.
  ///
  /// - Parameters:
  ///   - codecs: in the order they are to be shown
  ///   - published: curves of others to stand beside
  ///   - anchor: identifier of the codec that BD-rates are against
  ///   - notes: what a reader should know beside what follows from the measurements
  /// - Throws: ``MeasuringError/noAnchor(_:known:)``
  package init(
    _ conditions: Conditions, of set: PictureSet, codecs: [MeasuredCodec],
    published: [CodecCurve] = [], anchor: String, notes: [String] = []
  ) throws(MeasuringError) {
    let originals = set.pictures.map {
      Original(
        name: displayName(of: $0.name), width: $0.width, height: $0.height,
        fileBytes: $0.fileBytes)
    }
    let builder = CurveBuilder(originals: originals)
    let curves = codecs.map { builder.curve(of: $0) } + published
    guard let reference = curves.first(where: { $0.id == anchor }) else {
      throw .noAnchor(anchor, known: curves.map(\.id))
    }
    self.init(
      title: conditions.title, date: conditions.date, program: conditions.program,
      machine: conditions.machine, pictures: originals,
      codecs: curves.map { curve in
        var curve = curve
        curve.bdRate = curve.bdRates(against: reference)
        return curve
      }, anchor: anchor,
      notes: set.notes + notes + Self.note(onSizesOf: originals)
        + Self.note(onExactIn: codecs, of: originals))
  }

  /// What a measurement was made of, when, by and on what.
  package struct Conditions: Sendable {
    package var title: String
    package var date: String
    package var program: String
    package var machine: String

    package init(title: String, date: String, program: String, machine: String) {
      self.title = title
      self.date = date
      self.program = program
      self.machine = machine
    }
  }

  private static func note(
    onExactIn codecs: [MeasuredCodec], of originals: [Original]
  ) -> [String] {
    let exact = originals.indices.filter { index in
      codecs.contains { $0.settings.contains { $0.pictures[index].quality.psnr == nil } }
    }
    guard !exact.isEmpty else { return [] }
    return [
      "\(counted(exact.count, "picture")) came back without any loss at some setting of some codec: "
        + "in means of PSNR that counts as \(Int(PictureQuality.cappedPSNR)) dB."
    ]
  }

  private static func note(onSizesOf originals: [Original]) -> [String] {
    let small = originals.filter { min($0.width, $0.height) < 161 }.count
    guard small > 0 else { return [] }
    return [
      small == originals.count
        ? "MS-SSIM is not measured: every picture has a side under 161 pixels."
        : "\(counted(small, "picture")) with a side under 161 pixels: means of MS-SSIM are without."
    ]
  }
}

/// "1 picture", "3 pictures".
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
