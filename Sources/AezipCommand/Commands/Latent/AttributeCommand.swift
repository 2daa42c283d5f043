import ArgumentParser
import Files
import LatentSpace

struct AttributeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attribute",
    abstract: "Learn an attribute from pictures with and without it.",
    discussion: """
      The attribute is a direction in the model's latent space. `aezip edit` adds it to the \
      latents of other pictures.

      Directions:
        discriminant  Fisher's linear discriminant
        means         the difference of the mean latents

      Example:
        aezip attribute Faces/smiling Faces/neutral smile.attribute --model faces.model
      """)

  @Argument(help: "A folder or table of pictures with the attribute.")
  var with: RawPath

  @Argument(help: "A folder or table of pictures without it.")
  var without: RawPath

  @Argument(help: "The file to write, with a name in .attribute.")
  var out: RawPath

  @Option(help: ArgumentHelp("Encode pictures with this model.", valueName: "file"))
  var model: RawPath

  @Option(help: "Name the attribute (default: the file's name).")
  var name: String?

  @Option(help: "Choose how the direction is computed.")
  var direction = AttributeDirection.discriminant

  @OptionGroup var output: OutputOptions

  private static let suffix = ".attribute"

  func validate() throws {
    try requireExtension(Self.suffix, of: out, for: "the attribute")
  }

  func run() async throws {
    let file = try OutputFile(path: out.bytes, replacing: output.overwrite)
    defer { file.abandon() }
    let features = try FeaturesOption.features(ofModel: model)
    func latents(_ path: RawPath) async throws -> [Float] {
      let pictures = try LabelledPictures([path], wantsLabels: false)
      for line in pictures.leftOut where !output.report.quiet { Output.complain(about: line) }
      return try await naming(path) {
        try pictures.numbers(Array(0..<pictures.count), by: features)
      }
    }
    let (one, other) = (try await latents(with), try await latents(without))
    let attribute = try await naming(with) {
      try Attribute.learn(
        name: name ?? stem, with: one, without: other, features: features, direction: direction)
    }
    try file.append(try attribute.write())
    try file.commit()
    if output.report.json {
      try Output.print(json: AttributeJSON(attribute, out))
    } else if !output.report.quiet {
      let name = displayName(of: Array(attribute.name.utf8))
      try Output.print(
        """
        \(name): learned from \(plural(attribute.with, "picture")) with and \(attribute.without) \
        without; their means are \(attribute.separation.fixed(2)) deviations apart
        written: \(out)
        """)
    }
  }

  /// The file's name without its extension.
  private var stem: String {
    let name = out.bytes.split(separator: UInt8(ascii: "/")).last ?? []
    return displayName(of: Array(name.dropLast(Self.suffix.utf8.count)))
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
