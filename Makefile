# What a user of aezip needs: make demo, make test, make build, make install.

SWIFT  ?= swift
PREFIX ?= /usr/local
JOBS   ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu)

PROGRAM = .build/release/aezip
STATIC  = .build/static

.PHONY: build demo test install corpus bench format lint clean libraries

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

# One program that needs nothing but the C library: everything else is linked into it.
install: libraries
	mkdir -p $(STATIC)/lib
	for name in z zstd turbojpeg png16; do \
	  archive=$$($(CC) -print-file-name=lib$$name.a); \
	  if [ -f "$$archive" ]; then ln -sf "$$archive" $(STATIC)/lib/; fi; \
	done
	$(SWIFT) build -c release --product aezip --static-swift-stdlib --scratch-path $(STATIC) \
	  -Xlinker -L$(CURDIR)/$(STATIC)/lib -Xlinker -s
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(STATIC)/release/aezip $(DESTDIR)$(PREFIX)/bin/aezip

# The system libraries, from Debian's packages if this is Debian and we may.
libraries:
	@.ci/libraries

corpus:
	$(SWIFT) run -c release draw-corpus Corpus

bench: build
	$(PROGRAM) bench kernels

format:
	$(SWIFT) format format --in-place --recursive Sources Tests Package.swift

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

clean:
	rm -rf .build
