/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ABIs that are known, one row each. Needs no tables, so that the
 * description compiler can link it before they exist.
 */
#include "ctrace/abi.h"

#include <string.h>

const struct abi_info abi_infos[ABI_N] = {
	[ABI_X86_64] = {"x86_64", "64 bit", "64", LAYOUT_LP64, 8, 8, 8, 0,
			1024},
	[ABI_I386] = {"i386", "32 bit", "32", LAYOUT_I386, 4, 4, 4, 0, 1024},
	[ABI_X32] = {"x32", "x32", "x32", LAYOUT_X32, 4, 8, 8, 0x40000000,
		     1024},
};

int
abi_find(const char *name)
{
	for (int i = 0; i < ABI_N; i++)
		if (!strcmp(abi_infos[i].name, name))
			return i;
	return -1;
}
