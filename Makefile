# Every verb sets up .venv by itself when needed. `make help` lists them.
# Another interpreter: make setup PYTHON=/path/to/python3.12

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PY := $(BIN)/python
CORPUS ?= seeds
READY := .venv/ready

.DEFAULT_GOAL := help
.PHONY: help setup lab figures run notebooks test verify report bench clean

help:  ## list these verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY)  ## make .venv with everything pinned in requirements.txt

lab: $(READY)  ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

figures: $(READY)  ## run all notebooks on the five seed articles, into figures/
	@$(PY) -m broadsheet run seeds

run: $(READY)  ## run all notebooks on your own articles: make run CORPUS=path/to/articles
	@$(PY) -m broadsheet run "$(CORPUS)"

notebooks: $(READY)  ## re-execute the notebooks on the seeds and store normalised outputs in them
	@$(PY) -m broadsheet notebooks

test: $(READY)  ## lint, all tests, and the notebooks against their stored outputs
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m pytest
	BROADSHEET_OUT="$(CURDIR)/build/nbval" $(PY) -m pytest --nbval notebooks

verify: $(READY)  ## run everything elsewhere and say what differs from the stored figures and tables
	@$(PY) -m broadsheet verify "$(CORPUS)"

report: $(READY)  ## run what changed and write an HTML report to build/
	@$(PY) -m broadsheet report "$(CORPUS)"

bench: $(READY)  ## measure against named peers (minutes; not part of the tests)
	$(PY) -m pytest tests/benchmarks -s --override-ini addopts=

clean:  ## take away .venv and build/
	rm -rf .venv build

# The first interpreter from 3.11 to 3.13 that starts and can make an environment. Each is tried,
# because a name on the PATH may be a stub that does not start.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& { echo $$python; break; }; done)

$(READY): requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "make: no Python 3.11, 3.12 or 3.13 with venv was found. Install one (Debian: apt install python3-venv), or name it: make setup PYTHON=/path/to/python3.12" >&2; exit 2; }
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)
