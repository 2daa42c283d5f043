# What a user of aezip needs: make demo, make test, make build, make install.

SWIFT  ?= swift
PREFIX ?= /usr/local

PROGRAM = .build/release/aezip
STATIC  = .build/static

.PHONY: build demo test test-long faults fuzz sanitize soak emulate install manual corpus bench mnist folders latent format lint clean libraries

build: libraries
	$(SWIFT) build -c release --product aezip

# Packs and unpacks the pictures of Corpus/ and says what that saved.
demo: build
	@.ci/demo $(PROGRAM)

# Tests run on the optimised program: the network is far too slow without.
# Those that need other people's pictures look for them in $$AEZIP_CORPUS.
test: libraries
	$(SWIFT) build -c release --build-tests
	$(SWIFT) test -c release --skip-build

# Tests that train for minutes on the photographs in $$AEZIP_CORPUS.
test-long: libraries
	$(SWIFT) build -c release --build-tests
	AEZIP_LONG=1 $(SWIFT) test -c release --skip-build --filter PhotoCorpusTests

# The program killed, and its disk failing, at every system call that touches a file.
faults: libraries
	$(SWIFT) build -c release --build-tests
	AEZIP_FAULTS=all $(SWIFT) test -c release --skip-build --filter FaultTests

# Hostile input for every reader, $(SECONDS) seconds each; needs clang's libFuzzer, which Swift ships.
SECONDS ?= 60
fuzz: libraries
	@SWIFT=$(SWIFT) .ci/fuzz $(SECONDS)

# The tests under the sanitizers: address and undefined behaviour, then thread.
sanitize: libraries
	@SWIFT=$(SWIFT) .ci/sanitize

# All that takes long, for about $(MINUTES) minutes, and a summary.
MINUTES ?= 60
soak: libraries
	@SWIFT=$(SWIFT) .ci/soak $(MINUTES)

# The kernels as other machines run them, under qemu-user: aarch64, and x86 without FMA.
emulate:
	@.ci/emulate

# One program that needs only the C and C++ runtime libraries: all else is linked
# into it, but for what has no archive to link in: libisal on Debian.
# Manual pages are installed as well if `make manual` was run before.
install: libraries
	.ci/static-libraries $(STATIC)/lib
	PKG_CONFIG_PATH=$(CURDIR)/$(STATIC)/lib $(SWIFT) build -c release --product aezip \
	  --static-swift-stdlib --scratch-path $(STATIC) -Xlinker -s
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(STATIC)/release/aezip $(DESTDIR)$(PREFIX)/bin/aezip
	if [ -d .build/manual ]; then \
	  install -d $(DESTDIR)$(PREFIX)/share/man/man1 && \
	  install -m 644 .build/manual/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/; \
	fi

# Manual pages, written by the argument parser into .build/manual.
manual: libraries
	mkdir -p .build/manual
	$(SWIFT) package plugin --allow-writing-to-package-directory \
	  generate-manual --multi-page --output-directory .build/manual

# The system libraries, from Debian's packages if this is Debian and we may.
libraries:
	@.ci/libraries

corpus:
	$(SWIFT) run -c release draw-corpus Corpus

# Trains every kind on the digits in $$AEZIP_CORPUS/mnist; some five minutes on two cores.
mnist: build
	@.ci/mnist $(PROGRAM) "$$AEZIP_CORPUS/mnist"

# Learns folders of alike pictures, those in $$AEZIP_CORPUS; a quarter of an hour on two cores.
folders: build
	@.ci/folders $(PROGRAM) "$$AEZIP_CORPUS"

# What the codes of the digits and faces in $$AEZIP_CORPUS are good for; some minutes on two cores.
latent: build
	@.ci/latent $(PROGRAM) "$$AEZIP_CORPUS"

bench: build
	$(PROGRAM) bench kernels

format:
	$(SWIFT) format format --in-place --recursive Sources Tests Package.swift

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

clean:
	rm -rf .build
