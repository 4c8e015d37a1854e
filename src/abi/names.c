/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Look-ups of names and numbers in the generated tables: a number is an index,
 * a name is found by binary search, and so is an ioctl command.
 */
#include "ctrace/abi.h"

#include <string.h>
#include <strings.h>

#include "tables.h"

static const char *
name_of(const struct abi_numbers *t, u32 nr)
{
	return nr < t->n && t->names[nr] ? abi_pool + t->names[nr] : NULL;
}

static s64
number_of(const struct abi_numbers *t, const char *name,
	  int (*compare)(const char *, const char *))
{
	u32 lo = 0, hi = t->nsorted;

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;
		int c = compare(abi_pool + t->sorted[mid].name, name);

		if (!c)
			return t->sorted[mid].nr;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return -1;
}

const char *
abi_call_name(enum abi abi, u32 nr)
{
	/* A number below the bias wraps round and is beyond the table. */
	return name_of(&abi_calls[abi], nr - abi_info(abi)->nr_bias);
}

s64
abi_call_find(enum abi abi, const char *name)
{
	s64 nr = number_of(&abi_calls[abi], name, strcmp);

	return nr < 0 ? -1 : nr + abi_info(abi)->nr_bias;
}

const char *
errno_name(u32 err)
{
	return name_of(&abi_errnos, err);
}

int
errno_find(const char *name)
{
	return (int)number_of(&abi_errnos, name, strcasecmp);
}

const char *
signal_name(u32 sig)
{
	return name_of(&abi_signals, sig);
}

int
signal_find(const char *name)
{
	char full[16] = "SIG";

	if (!strncasecmp(name, "SIG", 3))
		name += 3;
	if (strlen(name) >= sizeof(full) - 3)
		return -1;
	strcpy(full + 3, name);
	return (int)number_of(&abi_signals, full, strcasecmp);
}

static const char *
command_name(const struct abi_ioctl *row)
{
	return packed_text(&abi_ioctl_names) + row->at * ABI_IOCTL_STEP;
}

const char *
ioctl_name(enum abi abi, u32 number)
{
	u32 lo = 0, hi = abi_ioctl_n;

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;

		if (abi_ioctl_numbers[mid] < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < abi_ioctl_n && abi_ioctl_numbers[lo] == number; lo++)
		if (abi_ioctls[lo].abis & 1u << abi)
			return command_name(&abi_ioctls[lo]);
	return NULL;
}

/* Is name one of "A or B"? */
static bool
is_among(const char *printed, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = strstr(printed, name); p; p = strstr(p + 1, name))
		if ((p == printed || p[-1] == ' ') &&
		    (p[n] == '\0' || p[n] == ' '))
			return true;
	return false;
}

bool
ioctl_find(enum abi abi, const char *name, u32 *ret)
{
	for (u32 i = 0; i < abi_ioctl_n && *name; i++) {
		if (abi_ioctls[i].abis & 1u << abi &&
		    is_among(command_name(&abi_ioctls[i]), name)) {
			*ret = abi_ioctl_numbers[i];
			return true;
		}
	}
	return false;
}

const char *
abi_call_nearest(const char *name)
{
	unsigned least = strlen(name) < 6 ? 2 : 3;
	const char *best = NULL;

	for (enum abi a = 0; a < ABI_N; a++)
		for (u32 i = 0; i < abi_info(a)->nr_limit; i++) {
			const char *s =
				abi_call_name(a, i + abi_info(a)->nr_bias);
			unsigned d = s ? str_distance(s, name) : least;

			if (d < least) {
				least = d;
				best = s;
			}
		}
	return best;
}
