#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# All live suites, one after the other. Environment: builddir, srcdir.
status=0
for suite in live modes many odd outputs pidns attach states place counts; do
	bash "$(dirname "$0")/$suite.sh" || status=1
done
exit $status
