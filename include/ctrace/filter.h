/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * filter: what is wanted. Sets of system calls as -e trace= and its sisters
 * write them, sets of numbers, and what a call must touch or come to.
 */
#ifndef CTRACE_FILTER_H
#define CTRACE_FILTER_H

#include "ctrace/task.h"

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

/* ---- sets of numbers --------------------------------------------------- */

#define NUMSET_MAX 0xffffff /* beyond any descriptor */

struct numset {
	struct bits bits;
	bool inverted;
};

void numset_release(struct numset *s);
void numset_all(struct numset *s);
bool numset_has(const struct numset *s, u64 n);
bool numset_is_all(const struct numset *s);
/* A word's number, or -1. Signals: with or without SIG, in any case. */
int numset_find_fd(const char *word);
int numset_find_signal(const char *word);
/*
 * "1,2", "!1", "all", "none". 0, or -EINVAL with *ret_error (heap): "invalid
 * WHAT 'x'"; *s is untouched then.
 */
int numset_parse(const char *text, const char *what,
		 int (*find)(const char *word), struct numset *s,
		 char **ret_error);

/* ---- calls, by what they touch and come to ----------------------------- */

enum {
	STATUS_SUCCESSFUL = 1,
	STATUS_FAILED = 2,
	STATUS_UNFINISHED = 4,
	STATUS_UNAVAILABLE = 8,
	STATUS_DETACHED = 16,
	STATUS_ALL = 31
};

struct filter {
	char **paths; /* -P */
	u32 npaths;
	bool has_fds;
	struct numset fds; /* --trace-fds */
	u32 status;
	struct numset signals;		     /* whose lines are shown */
	bool dumps;			     /* any: */
	struct numset dump_read, dump_write; /* by descriptor */
};

void filter_init(struct filter *f); /* everything passes */
void filter_release(struct filter *f);
/* False: it is there already. */
bool filter_add_path(struct filter *f, const char *path);
/* Needs the call's arguments, with the links of descriptors. */
static inline bool
filter_looks_at_values(const struct filter *f)
{
	return f->npaths || f->has_fds;
}
/* After decode_enter(): does it touch a path or a descriptor of the user's? */
bool filter_call(const struct filter *f, const struct call *c);
/*
 * Before decode_enter(): are the bytes that go through its descriptor wanted?
 * Of a call whose case is not known yet: perhaps, which is true.
 */
bool filter_dumps(const struct filter *f, const struct call *c);
/* At its end: did it end as the user wants to see it? */
bool filter_result(const struct filter *f, const struct call *c);

#endif
