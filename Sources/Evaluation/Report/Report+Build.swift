import Files
import Images

extension Report {
  /// Combines measurements into a report.
  ///
  /// - Parameters:
  ///   - title: the name of the pictures
  ///   - codecs: the measured codecs, in the order to show them
  ///   - published: published curves to show beside
  ///   - anchor: the identifier of the codec that BD-rates are against
  ///   - notes: notes beside those that follow from the measurements
  /// - Throws: ``MeasuringError/noAnchor(_:known:)``
  package init(
    _ title: String, _ conditions: MeasurementConditions, of set: PictureSet,
    codecs: [MeasuredCodec], published: [CodecCurve] = [], anchor: String, notes: [String] = []
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
      title: title, date: conditions.date, program: conditions.program,
      machine: conditions.machine, command: conditions.command, pictures: originals,
      codecs: curves.map { curve in
        var curve = curve
        curve.bdRate = curve.bdRates(against: reference)
        return curve
      }, anchor: anchor,
      notes: set.notes + notes + Self.note(onSizesOf: originals)
        + Self.note(onExactIn: codecs, of: originals))
  }

  private static func note(
    onExactIn codecs: [MeasuredCodec], of originals: [Original]
  ) -> [String] {
    let exact = originals.indices.filter { index in
      codecs.contains { $0.settings.contains { $0.pictures[index].quality.psnr == nil } }
    }
    guard !exact.isEmpty else { return [] }
    return [
      "\(counted(exact.count, "picture")) came back without loss at some setting of some codec. "
        + "Lossless pictures count as \(Int(PictureQuality.cappedPSNR)) dB in averages of PSNR."
    ]
  }

  private static func note(onSizesOf originals: [Original]) -> [String] {
    let small = originals.filter { min($0.width, $0.height) < 161 }.count
    guard small > 0 else { return [] }
    return [
      small == originals.count
        ? "MS-SSIM is not measured: every picture has a side under 161 pixels."
        : "Averages of MS-SSIM leave out \(counted(small, "picture")) with a side under 161 pixels."
    ]
  }
}

/// "1 picture", "3 pictures".
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
