import Images

/// A codec of others, run through its own programs.
package struct ExternalRated: RatedCodec {
  private let codec: ExternalCodec

  package init(_ codec: ExternalCodec) {
    self.codec = codec
  }

  package var identity: CodecIdentity {
    CodecIdentity(
      id: codec.format.rawValue, name: codec.format.name, family: codec.format.rawValue,
      about: codec.about)
  }

  package var settings: [String] { codec.format.settings.map(\.settingsDescription) }
  package var learnsFromAll: Bool { false }

  package func code(
    _ pictures: [PictureFile], setting: Int, jobs: Int,
    take: @escaping @Sendable (Int, CodedPicture) async throws -> Void
  ) async throws -> Int {
    let setting = codec.format.settings[setting]
    try await codeEach(pictures, jobs: jobs, take: take) {
      try await codec.code($0, at: setting)
    }
    return 0
  }
}
