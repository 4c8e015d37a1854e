/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tables that abigen writes from syscalls/abi/ and syscalls/ioctl/. Names
 * are offsets into a pool, so that the tables need no relocation; offset 0 is
 * the empty string and means: no name. The names of ioctl commands, of which
 * there are thousands, have a pool of their own, which is packed.
 */
#ifndef ABI_TABLES_H
#define ABI_TABLES_H

#include "ctrace/abi.h"

struct abi_name {
	u16 name;
	u16 nr;
};

/* Names by number (an index below n) and numbers by name (sorted). */
struct abi_numbers {
	const u16 *names;
	u32 n;
	const struct abi_name *sorted;
	u32 nsorted;
};

/*
 * A command's name: where it starts in abi_ioctl_names, in steps of
 * ABI_IOCTL_STEP bytes, and the ABIs, as bits of 1 << abi.
 */
struct abi_ioctl {
	u16 at : 16 - ABI_N;
	u16 abis : ABI_N;
};
#define ABI_IOCTL_STEP 16

extern const char abi_pool[]; /* of calls, errors, signals */
extern const struct abi_numbers abi_calls[ABI_N]; /* by strcmp() */
extern const struct abi_numbers abi_errnos;	  /* by strcasecmp() */
extern const struct abi_numbers abi_signals;	  /* by strcasecmp() */

/*
 * Commands by number, sorted; a number has several rows if its name depends on
 * the ABI.
 */
extern const u32 abi_ioctl_numbers[];
extern const struct abi_ioctl abi_ioctls[];
extern const u32 abi_ioctl_n;
extern struct packed abi_ioctl_names;

#endif
