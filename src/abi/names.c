/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Look-ups of names and numbers in the generated tables.
 */
#include "ctrace/abi.h"

#include "tables.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *
abi_call_name(enum abi abi, u32 nr)
{
	const struct abi_info *i = abi_info(abi);

	if (nr < i->nr_bias || nr - i->nr_bias >= i->nr_limit)
		return NULL;
	return abi_call_names[abi][nr - i->nr_bias];
}

s64
abi_call_find(enum abi abi, const char *name)
{
	u32 lo = abi_calls_first[abi], hi = abi_calls_first[abi + 1];

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;
		int c = strcmp(abi_calls_sorted[mid].name, name);

		if (!c)
			return (s64)abi_calls_sorted[mid].nr +
			       abi_info(abi)->nr_bias;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return -1;
}

const char *
errno_name(u32 err)
{
	return err < abi_errno_n ? abi_errno_names[err] : NULL;
}

int
errno_find(const char *name)
{
	for (u32 i = 1; i < abi_errno_n; i++)
		if (abi_errno_names[i] && !strcasecmp(abi_errno_names[i], name))
			return (int)i;
	for (u32 i = 0; i < abi_errno_alias_n; i++)
		if (!strcasecmp(abi_errno_aliases[i].name, name))
			return (int)abi_errno_aliases[i].nr;
	return -1;
}

/* 32 is the first real-time signal of the kernel; 64 the last. */
static const char *const realtime[] = {
	"SIGRTMIN", "SIGRT_1", "SIGRT_2", "SIGRT_3", "SIGRT_4", "SIGRT_5",
	"SIGRT_6", "SIGRT_7", "SIGRT_8", "SIGRT_9", "SIGRT_10", "SIGRT_11",
	"SIGRT_12", "SIGRT_13", "SIGRT_14", "SIGRT_15", "SIGRT_16", "SIGRT_17",
	"SIGRT_18", "SIGRT_19", "SIGRT_20", "SIGRT_21", "SIGRT_22", "SIGRT_23",
	"SIGRT_24", "SIGRT_25", "SIGRT_26", "SIGRT_27", "SIGRT_28", "SIGRT_29",
	"SIGRT_30", "SIGRT_31", "SIGRT_32",
};

const char *
signal_name(u32 sig)
{
	if (sig >= 32 && sig <= 64)
		return realtime[sig - 32];
	return sig < 32 ? abi_signal_names[sig] : NULL;
}

int
signal_find(const char *name)
{
	if (!strncasecmp(name, "SIG", 3))
		name += 3;
	for (u32 i = 1; i <= 64; i++) {
		const char *s = signal_name(i);

		if (s && !strcasecmp(s + 3, name))
			return (int)i;
	}
	for (u32 i = 0; i < abi_signal_alias_n; i++)
		if (!strcasecmp(abi_signal_aliases[i].name + 3, name))
			return (int)abi_signal_aliases[i].nr;
	return -1;
}

const char *
ioctl_name(enum abi abi, u32 number)
{
	u32 lo = 0, hi = abi_ioctl_n;
	u32 want = abi == ABI_X86_64 ? 1 : 2;

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;

		if (abi_ioctls[mid].number < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < abi_ioctl_n && abi_ioctls[lo].number == number; lo++)
		if (abi_ioctls[lo].abis & want)
			return abi_ioctls[lo].name;
	return NULL;
}
