.DEFAULT_GOAL := help
.PHONY: help run portal test bench bench-check build format fuzz interoperability clean

help: ## Show what there is to make.
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

run: ## Demonstrate it behind a real nginx, until Ctrl-C. ONCE=1 ends by itself; PORT=8080.
	@ONCE="$(ONCE)" PORT="$(PORT)" Scripts/run.sh

portal: ## Run a provider, an API and a console to try all four grants; ONCE=1 has a browser try them. PORT=8080.
	@ONCE="$(ONCE)" PORT="$(PORT)" Scripts/portal.sh

test: ## Check style and layers, and run every test; also under the sanitizers.
	@Scripts/test.sh

bench: ## Measure against reference responders, behind nginx. ROUNDS=5 SECONDS=5; WITH="haproxy mod_auth_openidc".
	@Scripts/bench.sh

bench-check: ## Count instructions and allocations of one decision, and hold them to Benchmarks/thresholds.json.
	@Scripts/install-dependencies.sh binutils valgrind
	@Benchmarks/decisions.py check

build: ## Build the release binaries into .build/release.
	@Scripts/install-dependencies.sh
	@Scripts/build.sh

export PREFIX SYSCONFDIR DESTDIR WEB_GROUP UNIT_DIR ZSH_DIR
.PHONY: install uninstall deb try-package
install: ## Install what `make build` has built; PREFIX=/usr/local SYSCONFDIR=/etc DESTDIR= WEB_GROUP=www-data.
	@Scripts/install.sh install

uninstall: ## Remove what `make install` has installed; the configuration stays. The same variables.
	@Scripts/install.sh uninstall

deb: ## Build the Debian package into .build/deb, and have lintian look at it.
	@Scripts/deb.sh

try-package: ## Install the package on a fresh Debian 12, and set it up behind nginx as README.md says; as root.
	@Scripts/try-package.sh

format: ## Put every source file into the house's style.
	swift format --in-place --recursive Sources Tests Benchmarks Package.swift

fuzz: ## Fuzz what reads bytes of strangers; SECONDS=600 a target, TARGETS="import-policy token".
	@Scripts/fuzz.sh $(or $(SECONDS),600) $(TARGETS)

interoperability: ## Judge fresh tokens of PyJWT, joserfc and jwcrypto.
	@Scripts/interoperability.sh

clean: ## Remove what was built.
	rm -rf .build .build-asan .build-fuzz .build-tsan
