# SPDX-License-Identifier: BSD-2-Clause
# A room's unit tests link that room and those below it, nothing else.
UNITS = test_base test_abi test_model test_filter test_capture test_decode \
	test_out test_report test_engine test_place
check_PROGRAMS += $(UNITS)
TWINS = tests/unit/twins.h tests/unit/twin_capture.c \
	tests/unit/twin_sink.c tests/unit/twin_view.c

UNIT_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/unit $(CHECK_CFLAGS)
BELOW_MODEL = libdesctab.a libdesc.a libabi.a libbase.a
BELOW_SIBLINGS = libmodel.a $(BELOW_MODEL)

test_base_SOURCES = tests/unit/test_base.c tests/unit/suite.h
test_base_CPPFLAGS = $(UNIT_CPPFLAGS)
test_base_LDADD = libbase.a $(CHECK_LIBS)

test_abi_SOURCES = tests/unit/test_abi.c tests/unit/suite.h
test_abi_CPPFLAGS = $(UNIT_CPPFLAGS)
test_abi_LDADD = libabi.a libbase.a $(CHECK_LIBS)

test_model_SOURCES = tests/unit/test_model.c tests/unit/suite.h
test_model_CPPFLAGS = $(UNIT_CPPFLAGS)
test_model_LDADD = $(BELOW_SIBLINGS) $(CHECK_LIBS)

test_filter_SOURCES = tests/unit/test_filter.c tests/unit/suite.h
test_filter_CPPFLAGS = $(UNIT_CPPFLAGS)
test_filter_LDADD = libfilter.a $(BELOW_SIBLINGS) $(CHECK_LIBS)

test_capture_SOURCES = tests/unit/test_capture.c tests/unit/suite.h
test_capture_CPPFLAGS = $(UNIT_CPPFLAGS)
test_capture_LDADD = libcapture.a $(BELOW_SIBLINGS) $(CHECK_LIBS)

test_place_SOURCES = tests/unit/test_place.c tests/unit/suite.h
test_place_CPPFLAGS = $(UNIT_CPPFLAGS)
test_place_LDADD = libcapture.a $(BELOW_SIBLINGS) $(CHECK_LIBS)

test_decode_SOURCES = tests/unit/test_decode.c tests/unit/suite.h \
	tests/unit/twins.h tests/unit/twin_view.c
test_decode_CPPFLAGS = $(UNIT_CPPFLAGS)
test_decode_LDADD = libdecode.a $(BELOW_SIBLINGS) $(CHECK_LIBS)

test_out_SOURCES = tests/unit/test_out.c tests/unit/suite.h
test_out_CPPFLAGS = $(UNIT_CPPFLAGS)
test_out_LDADD = libout.a $(BELOW_SIBLINGS) $(CHECK_LIBS)

test_report_SOURCES = tests/unit/test_report.c tests/unit/suite.h
test_report_CPPFLAGS = $(UNIT_CPPFLAGS)
test_report_LDADD = libreport.a libout.a $(BELOW_SIBLINGS) $(CHECK_LIBS)

test_engine_SOURCES = tests/unit/test_engine.c tests/unit/suite.h $(TWINS)
test_engine_CPPFLAGS = $(UNIT_CPPFLAGS)
test_engine_LDADD = libengine.a libreport.a libout.a libfilter.a libdecode.a libcapture.a \
	$(BELOW_SIBLINGS) $(CHECK_LIBS)
