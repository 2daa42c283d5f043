// swift-tools-version: 6.2

import PackageDescription

/// Swift targets promise memory safety strictly: every unsafe expression is marked as such.
let strict: [SwiftSetting] = [.strictMemorySafety()]

/// A system library whose module map lies in `Sources/System`.
func system(_ name: String, _ pkgConfig: String, apt: String, brew: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig,
    providers: [.apt([apt]), .brew([brew])])
}

/// A module of the product, from `Sources/NAME`.
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of a module, or of what several do together.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")

let package = Package(
  name: "aezip",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Aezip", targets: ["Aezip"]),
    .executable(name: "aezip", targets: ["AezipCommand"]),
    .executable(name: "draw-corpus", targets: ["DrawCorpus"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // Libraries of the system.
    system("CZlib", "zlib", apt: "zlib1g-dev", brew: "zlib"),
    system("CZstd", "libzstd", apt: "libzstd-dev", brew: "zstd"),
    system("CJPEG", "libjpeg", apt: "libjpeg-dev", brew: "jpeg-turbo"),
    system("CDeflate", "libdeflate", apt: "libdeflate-dev", brew: "libdeflate"),
    system("CPNG", "libpng", apt: "libpng-dev", brew: "libpng"),
    system("CLAPACK", "lapack", apt: "liblapack-dev", brew: "lapack"),
    system("CErasure", "libisal", apt: "libisal-dev", brew: "isa-l"),
    .systemLibrary(name: "CPlatform", path: "Sources/System/CPlatform"),

    // C of our own: shims, kernels, and files that are part of the program.
    .target(name: "CImageRows", dependencies: ["CJPEG", "CPNG"]),
    .target(name: "CKernels"),
    .target(
      name: "CModels",
      exclude: [
        "photo-1.safetensors", "photo-2.safetensors", "photo-3.safetensors",
      ]),
    .target(
      name: "CDemoModels", dependencies: ["CModels"],
      exclude: [
        "digits.safetensors", "digits-smooth.safetensors", "faces.safetensors",
        "noise.safetensors",
      ]),
    .target(name: "CExactModels", exclude: ["jpeg-1.safetensors.zst"]),
    .target(name: "CFitted"),
    .target(name: "CFittedModels", exclude: ["fitted-1.safetensors"]),
    .target(name: "CPixels"),
    .target(name: "CVectors"),
    .target(name: "COutOfMemory"),
    .target(name: "CPage", exclude: ["web"]),

    // The modules, each of which knows only those above it.
    module("Bytes", ["CZlib", "CZstd", crypto]),
    module("Files", ["Bytes", "CPlatform"]),
    module("Images", ["Bytes", "CDeflate", "CImageRows", "CZlib"]),
    module("Tensors", ["CKernels", "CPlatform"]),
    module("LinearAlgebra", ["CLAPACK", "Tensors"]),
    module("Networks", ["Bytes", "Tensors"]),
    module("Entropy", ["Bytes", "CKernels", "Tensors"]),
    module("Tables", ["Bytes", "CZlib", "Entropy", "Files"]),
    module(
      "PictureCodec",
      ["Bytes", "CModels", "CPlatform", "Entropy", "Images", "Networks", "Tensors"]),
    module(
      "ExactCodec",
      ["Bytes", "CExactModels", "CKernels", "CPixels", "Entropy", "Images", "Networks", "Tensors"]),
    module(
      "FittedCodec", ["Bytes", "CFitted", "CFittedModels", "Entropy", "Networks", "Tensors"]),
    module("Protection", ["Bytes", crypto, cryptoExtras]),
    module("Container", ["Bytes", "CErasure", "Entropy", "Protection"]),
    module("Autodiff", ["Tensors"]),
    module(
      "Training",
      [
        "Autodiff", "Bytes", "CPlatform", "Entropy", "ExactCodec", "Files", "Images",
        "LinearAlgebra", "Networks", "Tables", "Tensors",
      ]),
    module(
      "Learning",
      [
        "Autodiff", "Bytes", "Files", "Images", "LinearAlgebra", "Networks", "PictureCodec",
        "Tensors", "Training",
      ]),
    module(
      "Aezip",
      [
        "Bytes", "Container", "CVectors", "Entropy", "ExactCodec", "Files", "FittedCodec", "Images",
        "Learning",
        "LinearAlgebra", "Networks", "PictureCodec", "Protection", "Tables", "Tensors", "Training",
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    module("Pages", ["Bytes", "CPage", .product(name: "Mustache", package: "swift-mustache")]),
    module(
      "LatentSpace",
      [
        "Aezip", "Autodiff", "Bytes", "CDemoModels", "Entropy", "Files", "Images",
        "LinearAlgebra", "Networks", "Pages", "PictureCodec", "Tensors", "Training",
      ]),
    module(
      "Evaluation",
      [
        "Aezip", "Bytes", "CPlatform", "Entropy", "Files", "Images", "LinearAlgebra", "Networks",
        "Pages", "PictureCodec", "Tensors",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .executableTarget(
      name: "AezipCommand",
      dependencies: [
        "Aezip", "Autodiff", "Bytes", "COutOfMemory", "CPlatform", "Container", "Entropy",
        "Evaluation", "Files", "FittedCodec", "Images", "LatentSpace", "Learning", "Networks",
        "PictureCodec", "Protection", "Tables", "Tensors", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // The pictures in Corpus/, drawn by the project itself.
    module("Drawing", ["Bytes", "Images"]),
    .executableTarget(name: "DrawCorpus", dependencies: ["Drawing"], swiftSettings: strict),

    // Tests of each module.
    .target(
      name: "TestSupport", dependencies: ["Bytes", "CPlatform", "Files", "Images", "Tensors"],
      path: "Tests/TestSupport", swiftSettings: strict),
    tests("BytesTests", ["Bytes", "TestSupport"]),
    tests("FilesTests", ["Bytes", "CPlatform", "Files", "TestSupport"]),
    tests("ImagesTests", ["Bytes", "Images", "TestSupport"]),
    tests("TensorsTests", ["CPlatform", "Tensors", "TestSupport"]),
    tests("LinearAlgebraTests", ["LinearAlgebra", "TestSupport"]),
    tests("NetworksTests", ["Bytes", "Networks", "PictureCodec", "Tensors"]),
    tests("EntropyTests", ["CPlatform", "Entropy", "Tensors", "TestSupport"]),
    tests("TablesTests", ["Bytes", "Entropy", "Files", "Images", "Tables", "TestSupport"]),
    tests("PictureCodecTests", ["Images", "PictureCodec", "Tensors", "TestSupport"]),
    tests(
      "ExactCodecTests", ["Bytes", "ExactCodec", "Images", "Tensors", "TestSupport"]),
    tests("FittedCodecTests", ["FittedCodec"]),
    tests("ProtectionTests", ["Bytes", "Protection"]),
    tests("ContainerTests", ["Bytes", "Container", "Entropy", "Protection", "TestSupport"]),
    tests("AutodiffTests", ["Autodiff", "Learning", "Tensors", "TestSupport", "Training"]),
    tests(
      "TrainingTests",
      [
        "Autodiff", "Bytes", "Entropy", "Files", "Images", "Learning", "LinearAlgebra", "Networks",
        "PictureCodec", "Tables", "Tensors", "Training",
        "TestSupport",
      ]),
    tests(
      "LearningTests",
      [
        "Aezip", "Autodiff", "Files", "Images", "Learning", "Networks", "PictureCodec", "Tensors",
        "Training",
        "TestSupport",
      ]),
    tests(
      "AezipTests",
      [
        "Aezip", "Bytes", "Container", "Entropy", "Files", "Images", "Learning", "Networks",
        "PictureCodec", "Tables", "Training",
        "TestSupport", .product(name: "SystemPackage", package: "swift-system"),
      ]),
    tests(
      "LatentSpaceTests",
      [
        "Aezip", "Autodiff", "Files", "Images", "LatentSpace", "Networks", "PageTesting",
        "PictureCodec", "Tensors", "Training",
        "TestSupport",
      ], exclude: ["Drivers"]),
    tests(
      "EvaluationTests",
      [
        "Aezip", "Bytes", "Evaluation", "Files", "Images", "PageTesting", "PictureCodec",
        "TestSupport",
      ],
      exclude: ["Drivers"]),
    tests("DrawingTests", ["Drawing", "Images"]),
    tests(
      "CommandTests", ["Bytes", "Container", "CPlatform", "Files", "Images", "TestSupport"],
      exclude: ["Faults/faults.c", "Snapshots"]),

    // What the order of the modules promises.
    tests("ArchitectureTests", []),

    // What the pages of Formats/ promise, and a decoder written from them alone.
    tests(
      "ConformanceTests",
      [
        "Aezip", "Bytes", "Container", "CPlatform", "Entropy", "ExactCodec", "Files", "FittedCodec",
        "Images", "Networks", "PictureCodec", "Protection", "ReferenceDecoder", "Tables", "Tensors",
        "Training",
        "TestSupport",
      ]),
    .target(
      name: "ReferenceDecoder", dependencies: ["CZstd", crypto, cryptoExtras],
      path: "Tests/ReferenceDecoder", swiftSettings: strict),
    .target(
      name: "PageTesting", dependencies: ["Bytes"], path: "Tests/PageTesting",
      exclude: ["driving.js"], swiftSettings: strict),
  ],
  cLanguageStandard: .gnu2x
)

// What feeds readers with hostile input. Only `.ci/fuzz` asks for it: it needs libFuzzer.
if Context.environment["AEZIP_FUZZING"] != nil {
  package.targets += [
    .systemLibrary(name: "CFuzzer", path: "Tests/CFuzzer"),
    .executableTarget(
      name: "Fuzzing",
      dependencies: [
        "Aezip", "Bytes", "CFuzzer", "Container", "Entropy", "ExactCodec", "FittedCodec", "Images",
        "Networks", "PictureCodec", "Tables",
      ],
      path: "Tests/Fuzzing", swiftSettings: strict),
  ]
}
