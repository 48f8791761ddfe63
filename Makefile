# polydub: `make demo` dubs the sample film into nine languages, `make test` runs every test.

# The Debian packages polydub is built with, runs with, and is judged by: the one list of them.
BUILD_PACKAGES = pkg-config libavformat-dev libavcodec-dev libavutil-dev libswresample-dev libuchardet-dev libebur128-dev libcurl4-openssl-dev zlib1g-dev
RUN_PACKAGES   = espeak-ng mecab mecab-ipadic-utf8
TEST_PACKAGES  = faketime ffmpeg mediainfo mkvtoolnix libimage-exiftool-perl kakasi python3 python3-venv openssl
PAGE_PACKAGES  = chromium
BENCH_PACKAGES = libsonic0 soundstretch rubberband-cli gcc python3-dev

# Tests in one process share as many threads as there are cores: more at once, and those that wait for a program starve.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 4

SWIFT   ?= swift
PREFIX  ?= /usr/local
RELEASE  = .build/release/polydub
MODULES  = Bookkeeping Dubbing Engine Media Sound Stages Subtitles Telemetry Transport Voices Wording

.PHONY: build demo test ear page loudness scale bench bench-stretch bench-trim bench-mix bench-fit bench-residual bench-telemetry kill services rate kill-paid faults sweep conformance year lint coverage sanitize sanitize-thread sanitize-address fuzz traces docs install clean build-packages test-packages bench-packages page-packages

build: build-packages
	$(SWIFT) build -c release --product polydub

demo: build
	$(RELEASE) run pipelines/demo.yaml

# What failed is said again at the end, where it is seen.
test: test-packages
	mkdir -p .build
	bash -o pipefail -c '$(SWIFT) test 2>&1 | tee .build/tests.log' || { grep -a -A3 "✘" .build/tests.log; exit 1; }

# An independent ear: silero-vad hears speech where the cues are and nowhere else.
ear: build test-packages
	Tests/Ear/run $(RELEASE)

# An ear without a model: sound where the lines are and none elsewhere, in a dub without a bed.
quiet: build test-packages
	mkdir -p out
	sed -e 's/mode: duck/mode: replace/' -e 's#/harbour.mkv#/quiet.mkv#' pipelines/demo.yaml > pipelines/.quiet.yaml
	$(RELEASE) run pipelines/.quiet.yaml --json > out/quiet.json; status=$$?; rm pipelines/.quiet.yaml; exit $$status
	Tests/Ear/quiet.py out/quiet.json

# The report page in headless Chromium, judged by axe-core: the sample's, and pages made to be difficult.
page: build test-packages page-packages
	rm -rf out/page
	mkdir -p out/page
	$(RELEASE) run pipelines/demo.yaml --report out/page
	POLYDUB_PAGES=$(CURDIR)/out/page $(SWIFT) test --filter ReportPageTests
	Tests/Page/run out/page out/page/*.html

# The demo with every loudness preset, in AAC and Opus, judged by ffmpeg; PRESETS narrows it.
loudness: build test-packages
	Tests/Loudness/loudness.py $(RELEASE) $(PRESETS)

# Two hours of film in three languages: memory and time.
scale: build test-packages
	Benchmarks/scale.py $(RELEASE)

# What is left to stretch after voices spoke again at the planned pace.
bench-residual: build
	Benchmarks/residual.py $(RELEASE)

# What log lines, metrics and traces cost a run of 2,000 lines.
bench-telemetry: build test-packages
	Benchmarks/telemetry.py $(RELEASE)

# The fit beside other tools' rules, a general solver and the least that is possible; writes Benchmarks/fit/RESULTS.md.
BENCH_FIT = .build-bench/fit
bench-fit: build-packages test-packages
	$(SWIFT) build -c release --package-path Benchmarks/fit --scratch-path .build-fit
	mkdir -p $(BENCH_FIT) && python3 -m venv $(BENCH_FIT)/python
	$(BENCH_FIT)/python/bin/pip install --quiet --requirement Benchmarks/fit/requirements.txt
	$(BENCH_FIT)/python/bin/python Benchmarks/fit/fit.py .build-fit/release/fit-benchmark \
	  "$(POLYDUB_CORPUS)" $(BENCH_FIT)/takes.json Benchmarks/fit/RESULTS.md

# The parts of the sound beside other programs: stretching, trimming, mixing. Recordings are taken from POLYDUB_CORPUS,
# the mixers to beat from POLYDUB_MIX_BASELINES; what is not there is left out.
SOUND_BENCH = Benchmarks/sound/.build/release/sound-benchmark
BENCH_PYTHON = .build-bench/venv/bin/python
bench: bench-stretch bench-trim bench-mix
	cat .build-bench/stretch.md .build-bench/trim.md .build-bench/mix.md > Benchmarks/sound/RESULTS.md

bench-stretch bench-trim bench-mix: bench-%: bench-packages $(SOUND_BENCH) .build-bench/ready
	$(BENCH_PYTHON) Benchmarks/$*.py > .build-bench/$*.md
	cat .build-bench/$*.md

.PHONY: $(SOUND_BENCH)
$(SOUND_BENCH):
	$(SWIFT) build -c release --package-path Benchmarks/sound

.build-bench/ready: Benchmarks/requirements.txt
	python3 -m venv .build-bench/venv
	$(BENCH_PYTHON) -m pip install -q -r $<
	touch $@

# kill -9 at twenty random moments, and on from there.
kill: build test-packages
	Tests/Kill/kill.py $(RELEASE) pipelines/demo.yaml

# Every video of a corpus (POLYDUB_CORPUS) and films made to be difficult, judged by ffmpeg and mkvmerge.
sweep: build test-packages
	python3 Tests/Sweep/sweep.py $(RELEASE) $(WORDS)

# The demo in ten languages through the paid service's double, in each mode; 500 lines at three calls a second; 50 kills of a paid run; every fault there is (QUICK=1: a few of each). Each claims, counts,
# and ends with 1 where something does not hold.
CAMPAIGN = $(RELEASE) .build/release/FakeDashScope
.PHONY: fake-dashscope
fake-dashscope: build test-packages
	$(SWIFT) build -c release --product FakeDashScope
services: fake-dashscope
	Tests/Campaigns/services.py $(CAMPAIGN)
rate: fake-dashscope
	Tests/Campaigns/rate.py $(CAMPAIGN)
kill-paid: fake-dashscope
	Tests/Campaigns/kills.py $(CAMPAIGN) $(KILLS)
faults: fake-dashscope
	Tests/Campaigns/faults.py $(CAMPAIGN) $(if $(QUICK),--quick)

# The vendors' own clients against the doubles of their speech services.
conformance: build-packages test-packages
	$(SWIFT) build --product FakeDashScope
	$(SWIFT) build --product FakeOmni
	$(SWIFT) build --product AskDashScope
	Tests/Conformance/run .build/debug/FakeDashScope .build/debug/FakeOmni .build/debug/AskDashScope

# A year of use in one ledger: 500 runs of 20 pipelines, 200,000 calls; answers within a second, sums as counted.
year: build
	$(SWIFT) build -c release --product WriteYear
	Tests/Year/year.py .build/release/WriteYear $(RELEASE)

lint:
	$(SWIFT) format lint --strict -r Package.swift Sources Tests

coverage: test-packages
	$(SWIFT) test --enable-code-coverage --scratch-path .build-coverage
	"$$(dirname "$$(readlink -f "$$(command -v $(SWIFT))")")/llvm-cov" report \
	  .build-coverage/debug/polydubPackageTests.xctest \
	  -instr-profile .build-coverage/debug/codecov/default.profdata \
	  -ignore-filename-regex='Tests|\.build|derived'

# A sanitizer over the whole suite, the programs it starts built alike; FILTER narrows it. A report fails the program it is of.
sanitize: sanitize-thread sanitize-address
# Optimized, it runs several times faster, and the thread sanitizer sees into the standard library's generic code; that needs
# to be told what reference counts order.
sanitize-thread: export TSAN_OPTIONS ?= suppressions=$(CURDIR)/Tests/thread-sanitizer.txt
sanitize-thread: PRELOAD = LD_PRELOAD=$(CURDIR)/.build-thread/counts.so
sanitize-address: export LSAN_OPTIONS ?= suppressions=$(CURDIR)/Tests/leak-sanitizer.txt:print_suppressions=0
sanitize-thread sanitize-address: SANITIZED = --sanitize=$* --scratch-path .build-$* -Xswiftc -O
sanitize-thread sanitize-address: sanitize-%: test-packages
	$(SWIFT) build --build-tests $(SANITIZED)
	$(if $(PRELOAD),clang -O2 -Wall -shared -fPIC -o .build-thread/counts.so Tests/thread-sanitizer.c -ldl)
	$(PRELOAD) $(SWIFT) test --skip-build $(SANITIZED) $(if $(FILTER),--filter '$(FILTER)')

# libFuzzer on every parser, RUNS executions each; TARGETS narrows it, POLYDUB_CORPUS has real files to start from.
# SwiftPM gives the two --sanitize in an order that changes with its hashes: of them the last decides on the coverage,
# which is named therefore, and another order builds everything anew, which fixed hashes prevent.
FUZZ = --package-path Fuzz --scratch-path .build-fuzz/build --sanitize=fuzzer --sanitize=address -Xswiftc -use-ld=lld \
  -Xswiftc -parse-as-library -Xswiftc -sanitize-coverage=edge,indirect-calls,trace-cmp,inline-8bit-counters,pc-table
fuzz: build-packages
	SWIFT_DETERMINISTIC_HASHING=1 $(SWIFT) build -c release $(FUZZ)
	Fuzz/fuzz.py .build-fuzz/build/release/fuzz .build-fuzz $(TARGETS)

# The traces and metrics of a run, judged by OpenTelemetry's own messages and by Prometheus' own parser.
traces: build-packages test-packages
	$(SWIFT) build --product polydub
	$(SWIFT) build --product FakeDashScope
	Tests/Telemetry/run .build/debug/polydub .build/debug/FakeDashScope

docs: build-packages
	mkdir -p out/docs
	for module in $(MODULES); do \
	  $(SWIFT) package --allow-writing-to-directory out/docs generate-documentation --target $$module \
	    --output-path out/docs/$$module --transform-for-static-hosting --hosting-base-path $$module || exit 1; \
	done

# The manual page comes from ArgumentParser's tool: its plugin would build everything again, for debugging.
STATIC = -c release --static-swift-stdlib --scratch-path .build-install
install: build-packages
	$(SWIFT) build $(STATIC) --product polydub
	$(SWIFT) build $(STATIC) --product generate-manual
	mkdir -p .build-install/manual
	.build-install/release/generate-manual .build-install/release/polydub --output-directory .build-install/manual
	install -D -m 755 -s .build-install/release/polydub $(DESTDIR)$(PREFIX)/bin/polydub
	install -D -m 644 .build-install/manual/polydub.1 $(DESTDIR)$(PREFIX)/share/man/man1/polydub.1
	.build-install/release/polydub --generate-completion-script bash > .build-install/polydub.bash
	.build-install/release/polydub --generate-completion-script zsh > .build-install/polydub.zsh
	.build-install/release/polydub --generate-completion-script fish > .build-install/polydub.fish
	install -D -m 644 .build-install/polydub.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/polydub
	install -D -m 644 .build-install/polydub.zsh $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_polydub
	install -D -m 644 .build-install/polydub.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/polydub.fish
	install -D -m 644 pipelines/polydub.schema.json $(DESTDIR)$(PREFIX)/share/polydub/polydub.schema.json

clean:
	rm -rf .build .build-* out

build-packages test-packages bench-packages page-packages: MISSING = $(shell for p in $(WANTED); do \
	  dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done)
build-packages: WANTED = $(BUILD_PACKAGES) $(RUN_PACKAGES)
test-packages: WANTED = $(BUILD_PACKAGES) $(RUN_PACKAGES) $(TEST_PACKAGES)
bench-packages: WANTED = $(BUILD_PACKAGES) $(RUN_PACKAGES) $(TEST_PACKAGES) $(BENCH_PACKAGES)
page-packages: WANTED = $(PAGE_PACKAGES)
build-packages test-packages bench-packages page-packages:
	@if [ -n "$(MISSING)" ]; then \
	  echo "installing $(MISSING)"; \
	  as=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$as apt-get update -qq && \
	  $$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(MISSING); \
	fi
