import Networks

/// Pictures that are judged together: what models of their own make of them.
package struct PictureGroup: Sendable {
  /// Pictures of one shape, which small models can be learned of; nil for what is left of all.
  package let alike: LikePictures?
  /// Their files, as the system names them.
  package let paths: [[UInt8]]
  /// Bytes of the files.
  package let bytes: Int

  package init(_ alike: LikePictures) {
    (self.alike, paths, bytes) = (alike, alike.paths, alike.bytes)
  }

  package init(_ files: [FolderSurvey.PictureFile]) {
    alike = nil
    paths = files.map(\.path)
    bytes = files.reduce(0) { $0 + $1.bytes }
  }

  /// Of each picture; nil where they differ.
  package var shape: SampleShape? { alike?.shape }
}
