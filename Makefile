# The same commands at home and in CI; each is a script of the same name in scripts/.
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help setup run train test check bench lock clean editor whisper

help:           ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

setup:          ## build both environments and export the sentence model
	@$(PYTHON) scripts/setup

run:            ## start everything and show where to go; Ctrl-C ends it
	@exec $(PYTHON) scripts/run

train:          ## train the assistant when bot/, nlu_data/ or the articles changed
	@$(PYTHON) scripts/train

test:           ## run all tests; ARGS="tests/unit/desk -x" for some
	@$(PYTHON) scripts/test $(ARGS)

check:          ## formatting, lint, types, imports, data, known vulnerabilities; ARGS="ruff mypy" for some
	@$(PYTHON) scripts/check $(ARGS)

bench:          ## run a measurement: make bench NAME=chat_turn
	@$(PYTHON) scripts/bench $(NAME) $(ARGS)

whisper:        ## let callers speak freely: make whisper MODEL=base.en, quicker with BACKEND=faster-whisper
	@$(PYTHON) scripts/whisper "$(MODEL)" "$(BACKEND)"

editor:         ## see the articles as customers do, while you write them
	@$(PYTHON) scripts/editor $(ARGS)

lock:           ## write requirements/*.txt anew from pyproject.toml
	@$(PYTHON) scripts/lock $(ARGS)

clean:          ## remove what the commands made, but not the conversations in var/
	rm -rf .venv .tools models build .rasa .mypy_cache .ruff_cache .hypothesis .import_linter_cache
