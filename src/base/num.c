/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers: strict parsers, loads, sets of small integers, the distance of two
 * names.
 */
#include "ctrace/base.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool
num_parse_u64(const char *s, u64 *ret_value)
{
	unsigned long long v;
	char *end;

	if (!*s || *s == '-' || *s == '+' || *s == ' ')
		return false;
	errno = 0;
	v = strtoull(s, &end, 0);
	if (errno || *end)
		return false;
	*ret_value = v;
	return true;
}

bool
num_parse_s64(const char *s, s64 *ret_value)
{
	bool neg = *s == '-';
	u64 v;

	if (!num_parse_u64(s + (neg || *s == '+'), &v))
		return false;
	if (v > (u64)INT64_MAX + neg)
		return false;
	*ret_value = neg ? (s64)-v : (s64)v;
	return true;
}

bool
num_parse_dec(const char *s, u64 max, u64 *ret_value)
{
	u64 v = 0;

	if (!*s)
		return false;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return false;
		v = v * 10 + (u64)(*s - '0');
		if (v > max || v > UINT64_MAX / 20)
			return false;
	}
	*ret_value = v;
	return true;
}

u64
num_load(const void *p, unsigned bytes, bool is_signed)
{
	const u8 *b = p;
	u64 v = 0;

	if (bytes > 8)
		bytes = 8;
	memcpy(&v, b, bytes);
	return num_cut(v, bytes, is_signed);
}

/* ---- bits -------------------------------------------------------------- */

void
bits_release(struct bits *s)
{
	mem_free(s->words);
	*s = (struct bits)BITS_INIT;
}

void
bits_add(struct bits *s, size_t i)
{
	size_t need = i / 64 + 1;

	if (need > s->nwords) {
		s->words = mem_realloc(s->words, need * sizeof(*s->words));
		memset(s->words + s->nwords, 0,
		       (need - s->nwords) * sizeof(*s->words));
		s->nwords = need;
	}
	s->words[i / 64] |= 1ull << i % 64;
}

void
bits_del(struct bits *s, size_t i)
{
	if (i / 64 < s->nwords)
		s->words[i / 64] &= ~(1ull << i % 64);
}

void
bits_clear(struct bits *s)
{
	if (s->nwords)
		memset(s->words, 0, s->nwords * sizeof(*s->words));
}

/* ---- names ------------------------------------------------------------- */

#define NAME_MAX_LEN 63

unsigned
str_distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	unsigned row[NAME_MAX_LEN + 1];

	if (n > NAME_MAX_LEN || m > NAME_MAX_LEN)
		return 99;
	for (size_t j = 0; j <= m; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= n; i++) {
		unsigned diag = row[0];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= m; j++) {
			unsigned up = row[j], best;

			best = diag + (a[i - 1] != b[j - 1]);
			if (up + 1 < best)
				best = up + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
			diag = up;
		}
	}
	return row[m];
}
