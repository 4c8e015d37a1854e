/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * abi: machines as data. Numbers and names of system calls, error numbers,
 * signals. All of it is compiled in always, whatever machine ctrace runs on.
 *
 * Source of the facts: syscalls/abi/ and syscalls/const/ (Linux 7.2).
 */
#ifndef CTRACE_ABI_H
#define CTRACE_ABI_H

#include "ctrace/base.h"

enum abi {
	ABI_X86_64,
	ABI_I386,
	ABI_X32,
};
#define ABI_N 3

/*
 * An ABI class: one row per way of laying out types. Equal to the ABI number
 * for now; kept apart because other machines will share rows.
 */
enum layout {
	LAYOUT_LP64,
	LAYOUT_I386,
	LAYOUT_X32,
};
#define LAYOUT_N 3

struct abi_info {
	const char *name;   /* "x86_64", "i386", "x32" */
	const char *mode;   /* "64 bit", "32 bit", "x32": in notices */
	const char *suffix; /* "64", "32", "x32": -e trace=call@64 */
	enum layout layout;
	u8 wordsize;  /* bytes of C's long and of a pointer: 8, 4, 4 */
	u8 regsize;   /* bytes of an argument register: 8, 4, 8 */
	u8 klongsize; /* the kernel's own long: 8, 4, 8 */
	u32 nr_bias;  /* 0x40000000 on x32, else 0 */
	u32 nr_limit; /* all known numbers less bias are below */
};

extern const struct abi_info abi_infos[];

static inline const struct abi_info *
abi_info(enum abi abi)
{
	return &abi_infos[abi];
}

#define X32_OWN 512 /* the first of the numbers that only x32 has */
/*
 * Does this number's call take words of 32 bits, though registers have more?
 * x32's own calls do: the kernel runs those of 32-bit machines for them.
 */
static inline bool
abi_is_compat(enum abi abi, u32 nr)
{
	return abi == ABI_X32 && (nr & ~abi_infos[abi].nr_bias) >= X32_OWN;
}

/*
 * Numbers from here on name calls that only another call makes (semop on
 * i386): they can be asked for, but no tracee passes them.
 */
#define ABI_INNER 1000
/* By name ("x86_64"); -1: unknown. */
int abi_find(const char *name);

/* nr as the ABI passes it (x32: with the bias). NULL: no such number. */
const char *abi_call_name(enum abi abi, u32 nr);
/* By user-visible name, e.g. "openat", "_newselect". -1: unknown. */
s64 abi_call_find(enum abi abi, const char *name);
/* The name of any ABI that is most like this one; NULL: none is near. */
const char *abi_call_nearest(const char *name);

/*
 * Error numbers, 1..4095. NULL: no name. The kernel's own (512..530,
 * ERESTARTSYS ...) are included.
 */
const char *errno_name(u32 err);
int errno_find(const char *name); /* any case; -1: unknown */

/*
 * Signals. signal_name() knows 1..31 as "SIGHUP" ... and real-time ones as
 * "SIGRTMIN" (32), "SIGRT_1" (33) ... up to SIGRTMAX (64 is "SIGRT_32").
 * NULL outside 1..64. The pointer is to static memory.
 */
const char *signal_name(u32 sig);
int signal_find(const char *name); /* with or without SIG, any case; -1 */

/*
 * ioctl commands by number (32 bits). The text as it is printed: names that
 * share the number are joined by " or ". NULL: no name is known.
 */
const char *ioctl_name(enum abi abi, u32 number);
/* The number of a command by its name; false: unknown. */
bool ioctl_find(enum abi abi, const char *name, u32 *ret);

#endif
