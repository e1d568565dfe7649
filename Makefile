# Everything a newcomer needs. `make` lists it; each target does one thing and can be read here.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# OpenBLAS chooses its core by the CPU; these variables would overrule it and halve the speed of AVX-512 machines.
unexport OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
# A crash ends at once instead of starting the interactive backtracer.
export SWIFT_BACKTRACE := enable=no

# Tests and the demo share release products: numeric tests are slow without optimisation. Without testable imports (which no test uses) the
# flags are those of `swift build`, so nothing is built twice.
RELEASE := -c release
ROOMS := Headroom ModelStore Plots Autoscaling Workloads Attention Dense Recurrent Statistical Trees Forecasting Replay Synthesis Traces Tensors
SWIFT_SOURCES := Package.swift Sources Tests Benchmarks/Package.swift $(wildcard Benchmarks/*Benchmarks)
C_SOURCES = $(shell git ls-files '*.c' '*.h')

.PHONY: help setup build static demo test bench format lint docs fuzz golden clean

help: ## List what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install the Debian packages that are missing, check for Swift
	@scripts/setup.sh

build: setup ## Build the command line tool (.build/release/headroom)
	swift build $(RELEASE) --product headroom

# In a scratch folder of its own, because other flags would build everything again at every change between the two. A folder that holds only
# the archives of the C++ library, libyaml and zlib, searched first, makes the linker take them; exporting every symbol, as static builds do,
# would keep and load tables that nothing reads. Together 1.3 ms of a start.
static: setup ## Build one binary with the Swift runtime inside, the quickest to start (.build/headroom)
	mkdir -p .build/static-libraries
	for library in stdc++ yaml z; do ln -sf "$$(clang -print-file-name=lib$$library.a)" .build/static-libraries/ || exit 1; done
	swift build $(RELEASE) --static-swift-stdlib --scratch-path .build/static --product headroom \
	    -Xlinker -L.build/static-libraries -Xlinker --no-export-dynamic
	strip -o .build/headroom .build/static/release/headroom
	@du -h --apparent-size .build/headroom

demo: setup ## Train, backtest, simulate and report on a real trace, start to end
	swift build $(RELEASE) --product headroom
	scripts/demo.sh

test: setup ## Run all tests
	swift test $(RELEASE) --disable-testable-imports

bench: setup ## Run the benchmarks, append the results to Benchmarks/history (BENCH=regex: only some)
	Benchmarks/run.sh $(BENCH)

format: setup ## Format all Swift and C sources in place
	swift format --in-place --parallel --recursive --configuration .swift-format $(SWIFT_SOURCES)
	clang-format -i $(C_SOURCES)

lint: setup ## Check format and style, build with warnings as errors (Swift and C)
	swift format lint --strict --parallel --recursive --configuration .swift-format $(SWIFT_SOURCES)
	clang-format --dry-run -Werror $(C_SOURCES)
	HEADROOM_WARNINGS=error swift build --build-tests --scratch-path .build/lint

docs: setup ## Build the documentation of all rooms into docs/site, warnings are errors
	mkdir -p docs/site
	swift package --allow-writing-to-directory docs/site generate-documentation $(ROOMS:%=--target %) \
	    --enable-experimental-combined-documentation --warnings-as-errors --transform-for-static-hosting --output-path docs/site

fuzz: setup ## Fuzz the readers and the model file (FUZZ_SECONDS=n for each target)
	Tests/Fuzz/run.sh $(FUZZ_SECONDS)

golden: ## Compute the reference values of Tests/Golden again (needs Python and, the first time, the network)
	Tests/Golden/regenerate.sh

clean: ## Remove everything that was built
	rm -rf .build Benchmarks/.build docs/site
