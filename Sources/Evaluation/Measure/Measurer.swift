import Bytes
import Files
import Images
import Synchronization

/// Measures codecs on pictures, each setting once.
package struct Measurer: Sendable {
  private let set: PictureSet
  private let cache: MeasurementCache
  private let metric: ExternalMetric?
  private let jobs: Int

  /// - Parameters:
  ///   - set: the pictures to measure on
  ///   - cache: where measurements are looked up and kept
  ///   - metric: SSIMULACRA2, where its program is installed
  ///   - jobs: pictures to work on at a time
  package init(
    _ set: PictureSet, cache: MeasurementCache, metric: ExternalMetric?, jobs: Int
  ) {
    self.set = set
    self.cache = cache
    self.metric = metric
    self.jobs = jobs
  }

  /// Measures a codec at each of its settings.
  ///
  /// - Parameter progress: called from any thread with the number of pictures finished since the
  ///   last call, cached ones included
  package func measure(
    _ codec: some RatedCodec, progress: @escaping @Sendable (Int) -> Void
  ) async throws -> MeasuredCodec {
    var settings: [MeasuredSetting] = []
    for index in codec.settings.indices {
      settings.append(try await measure(codec, setting: index, progress: progress))
    }
    return MeasuredCodec(identity: codec.identity, settings: settings)
  }

  private func measure(
    _ codec: some RatedCodec, setting: Int, progress: @escaping @Sendable (Int) -> Void
  ) async throws -> MeasuredSetting {
    let keys = Keys(codec, setting: setting, set, metric: metric)
    let found = keys.pictures.map { cache.measurement(for: $0) }
    let shared = cache.measurement(for: keys.shared)
    var missing = set.pictures.indices.filter { found[$0] == nil }
    if codec.learnsFromAll, !missing.isEmpty || shared == nil {
      missing = Array(set.pictures.indices)
    }
    progress(set.pictures.count - missing.count)
    let results = Mutex(found)
    var sharedBytes = shared?.bytes ?? 0
    if !missing.isEmpty {
      let originals = missing.map { set.pictures[$0] }
      sharedBytes = try await codec.code(originals, setting: setting, jobs: jobs) {
        [missing] number, coded in
        let measurement = PictureMeasurement(
          bytes: coded.byteCount,
          quality: try await quality(of: coded.image, against: originals[number]))
        let index = missing[number]
        try cache.keep(measurement, for: keys.pictures[index])
        results.withLock { $0[index] = measurement }
        progress(1)
      }
      try cache.keep(
        PictureMeasurement(bytes: sharedBytes, quality: PictureQuality()), for: keys.shared)
    }
    let pictures = results.withLock { $0 }
    if let lost = pictures.firstIndex(where: { $0 == nil }) {
      throw MeasuringError.incomplete(
        codec: codec.identity.name, missing: displayName(of: set.pictures[lost].name))
    }
    return MeasuredSetting(
      name: codec.settings[setting], sharedBytes: sharedBytes,
      pictures: pictures.compactMap { $0 })
  }

  private func quality(
    of decoded: Image, against original: PictureFile
  ) async throws -> PictureQuality {
    let original = try original.load()
    var quality = PictureQuality(of: decoded, against: original)
    quality.ssimulacra2 = try await metric?.score(original: original, decoded: decoded)
    return quality
  }

  private struct Keys: Sendable {
    let pictures: [MeasurementKey]
    let shared: MeasurementKey

    init(_ codec: some RatedCodec, setting: Int, _ set: PictureSet, metric: ExternalMetric?) {
      let (identity, name) = (codec.identity, codec.settings[setting])
      let context = codec.learnsFromAll ? set.digest : nil
      func key(_ subject: String) -> MeasurementKey {
        MeasurementKey(
          codec: identity, setting: name, subject: subject, context: context,
          metrics: metric?.name ?? "")
      }
      pictures = set.pictures.indices.map {
        // Two equal pictures may be coded differently in one folder.
        key("\(set.pictures[$0].digest)" + (codec.learnsFromAll ? "#\($0)" : ""))
      }
      shared = key("shared")
    }
  }
}

/// The measurements of a codec at all its settings.
package struct MeasuredCodec: Sendable {
  package let identity: CodecIdentity
  package let settings: [MeasuredSetting]
}

/// The measurements of a codec at a setting.
package struct MeasuredSetting: Sendable {
  /// As in "quality 75".
  package let name: String
  /// Bytes that the pictures share, such as those of an archive's index.
  package let sharedBytes: Int
  /// One for each picture, in their order, without the shared bytes.
  package let pictures: [PictureMeasurement]
}
