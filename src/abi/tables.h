/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tables that abigen writes from syscalls/abi/ and syscalls/ioctl/. All
 * names stand in one pool and are offsets into it, so that the tables need no
 * relocation; offset 0 is the empty string and means: no name.
 */
#ifndef ABI_TABLES_H
#define ABI_TABLES_H

#include "ctrace/abi.h"

struct abi_name {
	u32 name;
	u32 nr;
};

/* Names by number (an index below n) and numbers by name (sorted). */
struct abi_numbers {
	const u32 *names;
	u32 n;
	const struct abi_name *sorted;
	u32 nsorted;
};

/* Sorted by number; a number has several rows if its name depends on the ABI.
 */
struct abi_ioctl {
	u32 number;
	u32 name_abis; /* the name's offset << ABI_N | bits of 1 << abi */
};

extern const char abi_pool[];
extern const struct abi_numbers abi_calls[ABI_N]; /* by strcmp() */
extern const struct abi_numbers abi_errnos;	  /* by strcasecmp() */
extern const struct abi_numbers abi_signals;	  /* by strcasecmp() */
extern const struct abi_ioctl abi_ioctls[];
extern const u32 abi_ioctl_n;

#endif
