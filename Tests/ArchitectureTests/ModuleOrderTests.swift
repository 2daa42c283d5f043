import Testing

/// The modules in the order in which data passes them. Each may import those before it only.
private let order = [
  "Bytes", "Files", "Images", "Tensors", "LinearAlgebra", "Networks", "Entropy", "Tables",
  "PictureCodec", "ExactCodec", "FittedCodec", "Protection", "Container", "Autodiff", "Training",
  "Learning", "Aezip", "Pages", "LatentSpace", "Evaluation", "AezipCommand", "Drawing",
  "DrawCorpus",
]

/// C targets and which modules may import them: each has one owner, but for what all may use.
private let owners: [String: Set<String>] = [
  "CDeflate": ["Images"], "CErasure": ["Container"], "CImageRows": ["Images"],
  "CExactModels": ["ExactCodec"], "CFitted": ["FittedCodec"], "CPixels": ["ExactCodec"],
  "CFittedModels": ["FittedCodec"], "CKernels": ["Tensors", "Entropy", "ExactCodec"],
  "CLAPACK": ["LinearAlgebra"], "CModels": ["PictureCodec"],
  "CDemoModels": ["LatentSpace"], "COutOfMemory": ["AezipCommand"], "CPage": ["Pages"],
  "CVectors": ["Aezip"],
  "CPlatform": [
    "Files", "Tensors", "PictureCodec", "Training", "Evaluation", "AezipCommand",
  ],
  "CZlib": ["Bytes", "Images", "Tables"], "CZstd": ["Bytes"],
]

@Suite struct ModuleOrderTests {
  @Test func `every folder of Swift sources is a module with a place in the order`() throws {
    let modules = Set(try sourceFiles().map(\.module))
    #expect(modules == Set(order))
  }

  @Test func `no module imports one that comes after it`() throws {
    for file in try sourceFiles() {
      let rank = try #require(order.firstIndex(of: file.module))
      for name in file.imports {
        guard let imported = order.firstIndex(of: name) else { continue }
        #expect(imported < rank, "\(file.path) imports \(name)")
      }
    }
  }

  @Test func `C targets are imported by their owners only`() throws {
    for file in try sourceFiles() {
      for name in file.imports {
        guard let owners = owners[name] else { continue }
        #expect(owners.contains(file.module), "\(file.path) imports \(name)")
      }
    }
  }

  @Test func `the library does not reach what only the program needs`() throws {
    let rank = try #require(order.firstIndex(of: "Aezip"))
    for file in try sourceFiles() where order[...rank].contains(file.module) {
      #expect(
        !file.imports.contains { ["ArgumentParser", "Mustache", "Subprocess"].contains($0) },
        "\(file.path)")
    }
  }

  @Test func `public declarations are those of the library`() throws {
    for file in try sourceFiles() where !["Aezip", "Entropy"].contains(file.module) {
      let isPublic = file.text.split(separator: "\n").contains {
        $0.drop { $0 == " " }.hasPrefix("public ")
      }
      #expect(!isPublic, "\(file.path)")
    }
  }
}
