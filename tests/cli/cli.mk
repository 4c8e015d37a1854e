# SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += tests/cli/cli.sh tests/cli/bad.tsv tests/cli/good.tsv
