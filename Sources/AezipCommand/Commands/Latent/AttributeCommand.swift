import ArgumentParser
import Files
import LatentSpace

struct AttributeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attribute",
    abstract: "Learn what pictures of two folders differ by, as a direction of codes.",
    discussion: """
      WITH has pictures that have the attribute, WITHOUT pictures that do not, as smiling faces \
      and others; all of the model's size, or tables of them. `aezip edit` adds the direction to \
      the codes of other pictures.

      Directions:
        discriminant  Fisher's: less along what varies much in both folders
        means         from the mean code of WITHOUT to that of WITH

      Example:
        aezip attribute Faces/smiling Faces/neutral smile.attribute --model faces.model
      """)

  @Argument(help: "Pictures that have the attribute.")
  var with: RawPath

  @Argument(help: "Pictures that do not.")
  var without: RawPath

  @Argument(help: "The attribute to be made, a name ending in .attribute.")
  var out: RawPath

  @Option(help: ArgumentHelp("The model whose codes are looked at.", valueName: "file"))
  var model: RawPath

  @Option(help: "What the attribute is called (default: as its file).")
  var name: String?

  @Option(help: "How the direction is found.")
  var direction = AttributeDirection.discriminant

  @Flag(help: "Replace the attribute if it exists.")
  var overwrite = false

  @OptionGroup var report: ReportOptions

  private static let suffix = Array(".attribute".utf8)

  func validate() throws {
    guard out.bytes.suffix(Self.suffix.count) == Self.suffix[...] else {
      throw ValidationError(
        "the last path must be the attribute, a name ending in .attribute, not '\(out)'")
    }
  }

  func run() async throws {
    let output = try OutputFile(path: out.bytes, replacing: overwrite)
    defer { output.abandon() }
    let features = try FeaturesOption.features(ofModel: model)
    func codes(_ path: RawPath) async throws -> [Float] {
      let pictures = try LabelledPictures([path], wantsLabels: false)
      for line in pictures.leftOut where !report.quiet { Output.complain(about: line) }
      return try await naming(path) {
        try pictures.numbers(Array(0..<pictures.count), by: features)
      }
    }
    let (one, other) = (try await codes(with), try await codes(without))
    let attribute = try await naming(with) {
      try Attribute(
        name: name ?? stem, with: one, without: other, features: features, direction: direction)
    }
    try output.append(try attribute.write())
    try output.commit()
    if report.json {
      try Output.print(json: AttributeJSON(attribute, out))
    } else if !report.quiet {
      try Output.print(
        """
        \(displayName(of: Array(attribute.name.utf8))): \(plural(attribute.with, "picture")) with, \(attribute.without) \
        without; their means are \(attribute.separation.fixed(2)) deviations apart
        written: \(out)
        """)
    }
  }

  /// The file's name without its end.
  private var stem: String {
    let name = out.bytes.split(separator: UInt8(ascii: "/")).last ?? []
    return displayName(of: Array(name.dropLast(Self.suffix.count)))
  }
}

private struct AttributeJSON: Encodable {
  let path: String
  let pathBytes: String?
  let name: String
  let direction: AttributeDirection
  let with: Int
  let without: Int
  let separation: Double

  init(_ attribute: Attribute, _ out: RawPath) {
    let path = PathJSON(out.bytes)
    (self.path, pathBytes, name) = (path.path, path.pathBytes, attribute.name)
    (direction, separation) = (attribute.direction, attribute.separation)
    (with, without) = (attribute.with, attribute.without)
  }
}

extension AttributeDirection: ExpressibleByArgument {}
