# Development and installation of aezip; `make help` lists the targets.

SWIFT  ?= swift
PREFIX ?= /usr/local

# Seconds for each target of fuzz, and minutes of fuzzing and other checks in soak.
SECONDS ?= 60
MINUTES ?= 60

.DEFAULT_GOAL := build

PROGRAM = .build/release/aezip
STATIC  = .build/static

.PHONY: help build demo test test-long torture faults fuzz sanitize soak emulate install manual corpus patterns \
  bench results mnist folders latent format lint clean libraries

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */\1\t/' | expand -t 12

build: libraries ## Build the program, .build/release/aezip
	$(SWIFT) build -c release --product aezip

demo: build ## Pack and unpack the pictures of Corpus/
	@.ci/demo $(PROGRAM)

# The tests run optimised, because networks are far too slow otherwise. Tests that need pictures of
# others look for them in $$AEZIP_CORPUS.
test: libraries ## Run all tests
	$(SWIFT) build -c release --build-tests
	$(SWIFT) test -c release --skip-build

test-long: libraries ## Train on the photographs in AEZIP_CORPUS, for minutes
	$(SWIFT) build -c release --build-tests
	AEZIP_LONG=1 $(SWIFT) test -c release --skip-build --filter PhotoCorpusTests

torture: libraries ## Pack JPEG files of every kind that libjpeg's tools can make
	$(SWIFT) build -c release --build-tests
	@SWIFT=$(SWIFT) .ci/torture

faults: libraries ## Kill the program and fail its disk at every system call
	$(SWIFT) build -c release --build-tests
	AEZIP_FAULTS=all $(SWIFT) test -c release --skip-build --filter FaultTests

# Needs clang's libFuzzer, which Swift's toolchain includes.
fuzz: libraries ## Fuzz every reader for SECONDS each
	@SWIFT=$(SWIFT) .ci/fuzz $(SECONDS)

sanitize: libraries ## Run the tests under the address and thread sanitizers
	@SWIFT=$(SWIFT) .ci/sanitize

soak: libraries ## Run all slow checks, MINUTES / 2 of them fuzzing
	@SWIFT=$(SWIFT) .ci/soak $(MINUTES)

emulate: ## Compare the kernels with those of other machines, under qemu
	@.ci/emulate

# The program needs only the C and C++ runtime libraries, and libraries without a static archive,
# such as libisal on Debian. Manual pages are installed if `make manual` has written them.
install: libraries ## Build a static program and install it in PREFIX
	.ci/static-libraries $(STATIC)/lib
	PKG_CONFIG_PATH=$(CURDIR)/$(STATIC)/lib $(SWIFT) build -c release --product aezip \
	  --static-swift-stdlib --scratch-path $(STATIC) -Xlinker -s
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(STATIC)/release/aezip $(DESTDIR)$(PREFIX)/bin/aezip
	if [ -d .build/manual ]; then \
	  install -d $(DESTDIR)$(PREFIX)/share/man/man1 && \
	  install -m 644 .build/manual/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/; \
	fi

manual: libraries ## Write manual pages into .build/manual
	mkdir -p .build/manual
	$(SWIFT) package plugin --allow-writing-to-package-directory \
	  generate-manual --multi-page --output-directory .build/manual

libraries: ## Install the system libraries, or print how to
	@.ci/libraries

corpus: ## Draw the pictures of Corpus/ again
	$(SWIFT) run -c release draw-corpus Corpus

patterns: ## Draw what is no photograph into .build/patterns
	$(SWIFT) run -c release draw-corpus --patterns .build/patterns

bench: build ## Measure the kernels on this machine
	$(PROGRAM) bench kernels

results: build patterns ## Measure this version into Corpus/results, half an hour
	@.ci/results $(PROGRAM) "$$AEZIP_CORPUS"

mnist: build ## Train every kind of autoencoder on MNIST, five minutes
	@.ci/mnist $(PROGRAM) "$$AEZIP_CORPUS/mnist"

folders: build ## Measure pack --learn, a quarter of an hour
	@.ci/folders $(PROGRAM) "$$AEZIP_CORPUS"

latent: build ## Measure the uses of latents, over an hour
	@.ci/latent $(PROGRAM) "$$AEZIP_CORPUS"

format: ## Format the Swift code
	$(SWIFT) format format --in-place --recursive Sources Tests Package.swift

lint: ## Check the format of the Swift code
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

clean: ## Remove all build output
	rm -rf .build
