# SPDX-License-Identifier: BSD-2-Clause
check_DATA = faults.so
CLEANFILES += faults.so
faults.so: $(srcdir)/tests/fault/faults.c
	$(AM_V_CC)$(CC) -shared -fPIC $(WARNING_CFLAGS) $(CFLAGS) -o $@ $< -ldl
EXTRA_DIST += tests/fault
