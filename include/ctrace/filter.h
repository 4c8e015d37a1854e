/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * filter: what is wanted. Sets of system calls as -e trace= and its sisters
 * write them.
 */
#ifndef CTRACE_FILTER_H
#define CTRACE_FILTER_H

#include "ctrace/desc.h"

/* Which calls, per ABI; numbers less bias. */
struct callset {
	struct bits nrs[ABI_N];
	bool unknown; /* numbers without a name are in it too */
};

void callset_release(struct callset *s);
void callset_all(struct callset *s);
void callset_none(struct callset *s);
bool callset_has(const struct callset *s, enum abi abi, u32 nr);

/*
 * Parses "a,b", "!a", "all", "none", "%class", "/regex/", "?name", numbers,
 * "name@64". 0, or -EINVAL (-EDOM: the usage is wrong, a hint at -h helps) with
 * *ret_error (heap): the message that strace prints, e.g. "invalid system call
 * 'nosuch'". On failure *s is untouched. *ret_hint (heap or NULL): the nearest
 * known name.
 */
int callset_parse(const struct descset *set, const char *text,
		  struct callset *s, char **ret_error, char **ret_hint);

#endif
