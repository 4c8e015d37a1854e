# SPDX-License-Identifier: BSD-2-Clause
include tests/unit/unit.mk
include tests/cli/cli.mk
include tests/fault/fault.mk
include tests/fuzz/fuzz.mk
include tests/desc/desc.mk
include tests/live/live.mk
include tests/bench/bench.mk

# `make check SUITES="unit decode"` runs some; default: all.
check-local: $(check_PROGRAMS) $(check_DATA) $(noinst_PROGRAMS) ctrace
	@builddir='$(abs_builddir)' srcdir='$(abs_srcdir)' \
		$(if $(FUZZ_SECONDS),FUZZ_SECONDS=$(FUZZ_SECONDS)) \
		sanitized='$(SANITIZED)' bash $(srcdir)/tests/run $(SUITES)

bench: ctrace $(BENCHES)
	@builddir='$(abs_builddir)' srcdir='$(abs_srcdir)' \
		bash $(srcdir)/tests/bench/bench.sh

lint: descc
	@builddir='$(abs_builddir)' srcdir='$(abs_srcdir)' \
		bash $(srcdir)/tests/lint/lint.sh

.PHONY: bench lint

EXTRA_DIST += tests/README tests/run tests/lint tests/decode tests/desc
