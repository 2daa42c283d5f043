// swift-tools-version: 6.2

import PackageDescription

/// Swift targets promise memory safety strictly: every unsafe expression is marked as such.
let strict: [SwiftSetting] = [.strictMemorySafety()]

let package = Package(
  name: "aezip",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Aezip", targets: ["Archiver"]),
    .executable(name: "aezip", targets: ["aezip"]),
    .executable(name: "draw-corpus", targets: ["DrawCorpus"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // System libraries and C: module maps, shims, kernels, embedded weights.
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CZstd", pkgConfig: "libzstd",
      providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    .systemLibrary(
      name: "CJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate",
      providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CLAPACK", pkgConfig: "lapack",
      providers: [.apt(["liblapack-dev"]), .brew(["lapack"])]),

    .systemLibrary(
      name: "CErasure", pkgConfig: "libisal",
      providers: [.apt(["libisal-dev"]), .brew(["isa-l"])]),

    .systemLibrary(name: "CMalloc"),

    // The way of the data: bytes, files, pictures, networks, codes, container, archive.
    .target(
      name: "Bytes",
      dependencies: ["CZlib", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .testTarget(name: "BytesTests", dependencies: ["Bytes"], swiftSettings: strict),
    // Who may read an archive, and who wrote it.
    .target(
      name: "Encryption",
      dependencies: [
        "Bytes", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "EncryptionTests", dependencies: ["Encryption", "Bytes"], swiftSettings: strict),
    .target(
      name: "Signatures",
      dependencies: ["Bytes", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .testTarget(
      name: "SignaturesTests", dependencies: ["Signatures", "Bytes"], swiftSettings: strict),
    .target(name: "Files", dependencies: ["Bytes"], swiftSettings: strict),
    .testTarget(name: "FilesTests", dependencies: ["Files", "Bytes"], swiftSettings: strict),
    .target(name: "Zstandard", dependencies: ["Bytes", "CZstd"], swiftSettings: strict),
    .testTarget(
      name: "ZstandardTests", dependencies: ["Zstandard", "Bytes"], swiftSettings: strict),
    .target(name: "Entropy", dependencies: ["Bytes"], swiftSettings: strict),
    .testTarget(name: "EntropyTests", dependencies: ["Entropy"], swiftSettings: strict),
    // What lost bytes are made anew by.
    .target(name: "Erasure", dependencies: ["CErasure"], swiftSettings: strict),
    .testTarget(name: "ErasureTests", dependencies: ["Erasure"], swiftSettings: strict),
    .target(
      name: "Container", dependencies: ["Bytes", "Entropy", "Erasure", "Signatures", "Zstandard"],
      swiftSettings: strict),
    .testTarget(
      name: "ContainerTests",
      dependencies: ["Container", "Bytes", "Entropy", "Signatures", "Zstandard"],
      swiftSettings: strict),
    .target(name: "CImageRows", dependencies: ["CJPEG", "CPNG"]),
    .target(
      name: "Images", dependencies: ["Bytes", "CDeflate", "CImageRows", "CZlib"],
      swiftSettings: strict),
    .testTarget(name: "ImagesTests", dependencies: ["Images", "Bytes"], swiftSettings: strict),
    // Pictures and tables of numbers: what a model learns from.
    .target(
      name: "Datasets", dependencies: ["Bytes", "CZlib", "Files", "Images"], swiftSettings: strict),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "Bytes", "Files", "Images"],
      swiftSettings: strict),
    .target(name: "CKernels"),
    .target(name: "Tensors", dependencies: ["CKernels", "CMalloc"], swiftSettings: strict),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors"], swiftSettings: strict),
    .target(
      name: "CModels",
      exclude: [
        "digits.safetensors", "digits-smooth.safetensors", "faces.safetensors",
        "noise.safetensors", "photo-1.safetensors", "photo-2.safetensors",
        "photo-3.safetensors",
      ]),
    .target(
      name: "Networks", dependencies: ["Bytes", "Tensors", "CModels"], swiftSettings: strict),
    .testTarget(
      name: "NetworksTests", dependencies: ["Bytes", "Networks", "Tensors"], swiftSettings: strict),
    // Golden archives that the program tests itself by.
    .target(name: "CVectors"),
    .target(
      name: "Archiver",
      dependencies: [
        "Bytes", "CVectors", "Encryption", "Files", "Signatures", "Zstandard", "Images",
        "Datasets", "Tensors", "Networks", "Entropy", "Container",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ArchiverTests",
      dependencies: ["Archiver", "Bytes", "Container", "Datasets", "Images", "Networks"],
      swiftSettings: strict),
    .target(
      name: "LinearAlgebra", dependencies: ["CLAPACK", "Tensors"], swiftSettings: strict),
    .testTarget(
      name: "LinearAlgebraTests", dependencies: ["LinearAlgebra"], swiftSettings: strict),
    // Learning: automatic differentiation, losses, optimisers, the kinds of autoencoder.
    .target(
      name: "Training",
      dependencies: ["Bytes", "Datasets", "Images", "LinearAlgebra", "Networks", "Tensors"],
      swiftSettings: strict),
    .testTarget(
      name: "TrainingTests",
      dependencies: ["Datasets", "Images", "LinearAlgebra", "Networks", "Training", "Tensors"],
      swiftSettings: strict),

    // Models of the very folder that is packed.
    .target(
      name: "Learning",
      dependencies: ["Archiver", "Files", "Images", "Networks", "Training"],
      swiftSettings: strict),
    .testTarget(
      name: "LearningTests",
      dependencies: ["Archiver", "Learning", "Files", "Images", "Networks", "Training"],
      swiftSettings: strict),

    // What codes are good for beyond storage.
    .target(
      name: "LatentSpace",
      dependencies: [
        "Archiver", "Bytes", "Entropy", "Files", "Images", "LinearAlgebra", "Networks", "Tensors",
        "Training",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "LatentSpaceTests",
      dependencies: ["Archiver", "Files", "Images", "LatentSpace", "Networks", "Training"],
      swiftSettings: strict),

    // What the codec is measured against, and the measuring.
    .target(
      name: "Baselines",
      dependencies: [
        "Bytes", "Files", "Images", "LinearAlgebra", "Tensors",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "BaselinesTests", dependencies: ["Baselines", "Files", "Images"],
      swiftSettings: strict),
    .target(
      name: "Reports",
      dependencies: [
        "Archiver", "Baselines", "Bytes", "Files", "Images", "LinearAlgebra", "Networks", "Pages",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ReportsTests",
      dependencies: [
        "Archiver", "Reports", "Baselines", "Bytes", "Files", "Images", "PageTesting",
      ],
      exclude: ["Drivers"], swiftSettings: strict),

    // Pages for a browser that need nothing else, and what all of them share.
    .target(name: "CPage", exclude: ["web"]),
    .target(
      name: "Pages",
      dependencies: ["Bytes", "CPage", .product(name: "Mustache", package: "swift-mustache")],
      swiftSettings: strict),
    .target(
      name: "PageTesting", dependencies: ["Bytes"], path: "Tests/PageTesting",
      exclude: ["driving.js"], swiftSettings: strict),
    .target(
      name: "LatentPages",
      dependencies: [
        "Archiver", "Bytes", "Files", "Images", "LatentSpace", "Networks", "Pages", "Tensors",
        "Training",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "LatentPagesTests",
      dependencies: [
        "Archiver", "Files", "Images", "LatentPages", "LatentSpace", "Networks", "PageTesting",
        "Training",
      ],
      exclude: ["Drivers"], swiftSettings: strict),

    // The pictures in Corpus/, drawn by the project itself.
    .target(name: "Drawing", dependencies: ["Bytes", "Images"], swiftSettings: strict),
    .testTarget(
      name: "DrawingTests", dependencies: ["Drawing", "Images"], swiftSettings: strict),
    .executableTarget(name: "DrawCorpus", dependencies: ["Drawing"], swiftSettings: strict),

    // What the pages of Formats/ promise.
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "Archiver", "Bytes", "Encryption", "Files", "Signatures", "Zstandard", "Images",
        "Datasets", "Tensors", "Networks", "Entropy", "Container",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "aezip",
      dependencies: [
        "Archiver", "Bytes", "CMalloc", "Container", "Datasets", "Encryption", "Files", "Images",
        "LatentPages",
        "LatentSpace", "Learning", "Networks", "Reports", "Signatures", "Tensors", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["Bytes", "Container", "Files", "Images"],
      exclude: ["Faults/faults.c", "Snapshots"], swiftSettings: strict),
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
        "Archiver", "Bytes", "CFuzzer", "Container", "Datasets", "Entropy", "Images", "Networks",
        "Zstandard",
      ],
      path: "Tests/Fuzzing", swiftSettings: strict),
  ]
}
