/* SPDX-License-Identifier: BSD-2-Clause */
/* The tables that abigen writes from syscalls/abi/ and syscalls/ioctl/. */
#ifndef ABI_TABLES_H
#define ABI_TABLES_H

#include "ctrace/abi.h"

struct abi_name {
	const char *name;
	u32 nr;
};
struct abi_ioctl {
	u32 number;
	u32 abis; /* 1: 64-bit callers, 2: 32-bit callers, 3: both */
	const char *name;
};

extern const char *const abi_call_names[ABI_N][1024];
extern const struct abi_name abi_calls_sorted[];
extern const u32 abi_calls_first[ABI_N + 1];
extern const char *const abi_errno_names[];
extern const u32 abi_errno_n;
extern const struct abi_name abi_errno_aliases[];
extern const u32 abi_errno_alias_n;
extern const char *const abi_signal_names[32];
extern const struct abi_name abi_signal_aliases[];
extern const u32 abi_signal_alias_n;
extern const struct abi_ioctl abi_ioctls[];
extern const u32 abi_ioctl_n;

#endif
