# The commands of the README; the work is done by CMake, CTest and tools/.
JOBS ?= $(shell getconf _NPROCESSORS_ONLN)
CMAKE_QUIET = --log-level=NOTICE

.PHONY: build quickstart parity test test-release test-asan test-tsan fuzz check-wasm symmetry lint format install packages lint-packages clean

build: packages
	cmake --preset release $(CMAKE_QUIET)
	cmake --build --preset release --parallel $(JOBS)

# trains an agent, measures it and makes a video of it
quickstart: packages
	cmake --preset release $(CMAKE_QUIET)
	cmake --build --preset release --parallel $(JOBS) --target regista
	tools/quickstart.sh

# compares the game with recordings of the original and writes docs/parity.md; RECORDINGS=DIR: another folder of them,
# FULL_GAMES=1: as many whole games as the bars ask for, simple policies on full games too (about half an hour on two cores)
parity: packages
	cmake --preset release $(CMAKE_QUIET)
	cmake --build --preset release --parallel $(JOBS) --target regista parity_engine
	python3 tests/parity/parity.py --library build/release/tests/parity/libparity_engine.so \
	    --program build/release/cli/regista --details build/parity $(if $(RECORDINGS),--recordings $(RECORDINGS)) $(if $(FULL_GAMES),--full)

# everything as it ships, then memory errors and undefined behaviour, then data races
test: test-release test-asan test-tsan

test-release: build
	ctest --preset release --parallel $(JOBS)

test-asan: packages
	cmake --preset asan $(CMAKE_QUIET)
	cmake --build --preset asan --parallel $(JOBS)
	ctest --preset asan --parallel $(JOBS)

test-tsan: packages
	cmake --preset tsan $(CMAKE_QUIET)
	cmake --build --preset tsan --parallel $(JOBS)
	ctest --preset tsan --parallel $(JOBS)

# random games under checks and sanitizers: STEPS=N env steps, SEED=S; tools/fuzz.sh says more
fuzz: packages
	STEPS=$(or $(STEPS),1000000) SEED=$(or $(SEED),1) tools/fuzz.sh

# the game built for WebAssembly plays the same under Node
check-wasm:
	tools/install-packages.sh wasm
	tools/check-wasm.sh

# whether a side or the order of processing is favoured among equals: GAMES=1000 full games (some minutes)
symmetry: packages
	cmake --preset release $(CMAKE_QUIET)
	cmake --build --preset release --parallel $(JOBS) --target symmetry
	REGISTA_SCENARIOS=scenarios build/release/tests/symmetry/symmetry --games $(or $(GAMES),1000) --threads $(JOBS)

lint: lint-packages
	cmake --preset release $(CMAKE_QUIET)
	cmake --build --preset release --parallel $(JOBS) --target generated_sources
	tools/lint.sh

format: lint-packages
	tools/lint.sh --fix-format

install: build
	cmake --install build/release

packages:
	@tools/install-packages.sh

lint-packages:
	@tools/install-packages.sh lint

clean:
	rm -rf build
