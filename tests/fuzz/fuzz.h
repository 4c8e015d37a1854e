/* SPDX-License-Identifier: BSD-2-Clause */
/* What a fuzz target defines; the name is that of libFuzzer's interface. */
#ifndef CTRACE_TESTS_FUZZ_H
#define CTRACE_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
