#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Makes configure from a git checkout.
set -e
cd "$(dirname "$0")"
exec autoreconf -fi
