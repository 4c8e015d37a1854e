# SPDX-License-Identifier: BSD-2-Clause
# Fuzz targets. With --enable-fuzzing (clang) libFuzzer drives them; else
# driver.c does, for a while in each sanitized `make check`.
FUZZERS = fuzz_case fuzz_decode fuzz_desc fuzz_options
check_PROGRAMS += $(FUZZERS)
if FUZZING
FUZZ_MAIN =
else
FUZZ_MAIN = tests/fuzz/driver.c
endif
FUZZ_LIBS = libcli.a libengine.a libreport.a libout.a libfilter.a libdecode.a \
	libcapture.a $(BELOW_SIBLINGS)

fuzz_case_SOURCES = tests/fuzz/fuzz_case.c tests/fuzz/fuzz.h $(FUZZ_MAIN) \
	src/cli/case_run.c src/cli/case_json.c src/cli/casecheck.h
fuzz_case_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
fuzz_case_LDADD = $(FUZZ_LIBS) $(JANSSON_LIBS)
fuzz_case_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

fuzz_decode_SOURCES = tests/fuzz/fuzz_decode.c tests/fuzz/fuzz.h $(FUZZ_MAIN) \
	$(TWINS)
fuzz_decode_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/unit
fuzz_decode_LDADD = $(FUZZ_LIBS)
fuzz_decode_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

fuzz_desc_SOURCES = tests/fuzz/fuzz_desc.c tests/fuzz/fuzz.h $(FUZZ_MAIN) \
	$(TWINS)
fuzz_desc_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/unit
fuzz_desc_LDADD = $(FUZZ_LIBS)
fuzz_desc_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

fuzz_options_SOURCES = tests/fuzz/fuzz_options.c tests/fuzz/fuzz.h $(FUZZ_MAIN)
fuzz_options_LDADD = $(FUZZ_LIBS)
fuzz_options_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

EXTRA_DIST += tests/fuzz/corpus tests/fuzz/fuzz.sh
