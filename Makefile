# Aliases only. Everything is in run.py, since make is not on every fresh machine.

.PHONY: run setup test bench stop ci

run setup test bench stop:
	python3 run.py $(patsubst run,,$@)

ci:
	.ci/run
