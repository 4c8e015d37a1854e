/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ABIs that are known, one row each. Needs no tables, so that the
 * description compiler can link it before they exist.
 */
#include "ctrace/abi.h"

#include <string.h>

#define X32_OWN 512 /* the first of the numbers that only x32 has */

static const struct abi_info infos[ABI_N] = {
	[ABI_X86_64] = {"x86_64", "64 bit", "64", LAYOUT_LP64, 8, 8, 8, 0,
			1024},
	[ABI_I386] = {"i386", "32 bit", "32", LAYOUT_I386, 4, 4, 4, 0, 1024},
	[ABI_X32] = {"x32", "x32", "x32", LAYOUT_X32, 4, 8, 8, 0x40000000,
		     1024},
};

const struct abi_info *
abi_info(enum abi abi)
{
	return &infos[abi];
}

bool
abi_is_compat(enum abi abi, u32 nr)
{
	return abi == ABI_X32 && (nr & ~infos[abi].nr_bias) >= X32_OWN;
}

int
abi_find(const char *name)
{
	for (int i = 0; i < ABI_N; i++)
		if (!strcmp(infos[i].name, name))
			return i;
	return -1;
}
