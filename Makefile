# make run     builds and starts everything, prints where
# make test    builds and runs every test
# make bench   measures against reference programs
# make quality measures cut-outs and composes every product, for a person to look at the sheets
# make fuzz    sends spoilt pictures to the imaging program; MINUTES=10
.PHONY: run test bench quality fuzz build format lint clean

run:
	.ci/install
	swift build -c release
	python3 .ci/house.py --folder .epox --port 8080 --sandbox-port 8090

test:
	.ci/install test
	swift build -c release --build-tests
	python3 .ci/test.py

bench:
	.ci/install test bench
	swift build -c release
	python3 Tests/Load/bench.py

quality:
	.ci/install test
	swift build -c release --product epox-imaging
	.epox-venv/bin/python Tests/Quality/rooms.py
	.epox-venv/bin/python Tests/Quality/fidelity.py
	.epox-venv/bin/python Tests/Load/edits.py
	.epox-venv/bin/python Tests/Quality/cutouts.py $(if $(PICTURES),--pictures $(PICTURES))

fuzz:
	.ci/install test bench
	swift build -c release --product epox-imaging
	.epox-venv/bin/python Tests/Fuzz/fuzz.py --minutes $(or $(MINUTES),10)

build:
	swift build -c release

format:
	swift format -i -r Package.swift Sources Tests

lint:
	swift format lint --strict -r Package.swift Sources Tests

clean:
	rm -rf .build .epox .epox-test .epox-bench .epox-quality .epox-fuzz .epox-venv
