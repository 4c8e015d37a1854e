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

bool
num_parse_given(const char *s, u64 max, u64 *ret_value)
{
	s += strspn(s, " \t\n");
	return num_parse_dec(s + (*s == '+'), max, ret_value);
}

#define DECIMALS_MAX 400

static double
scaled(double v, long by)
{
	by = by > DECIMALS_MAX ? DECIMALS_MAX : by;
	for (; by > 0; by--)
		v *= 10;
	for (by = by < -DECIMALS_MAX ? -DECIMALS_MAX : by; by < 0; by++)
		v /= 10;
	return v;
}

size_t
num_parse_real(const char *s, double *ret_value)
{
	const char *p = s + strspn(s, " \t"), *begin;
	bool neg = *p == '-', point = false;
	double v = 0;
	long by = 0, e;
	char *end;

	p += *p == '-' || *p == '+';
	for (begin = p; (*p >= '0' && *p <= '9') || (*p == '.' && !point);
	     p++) {
		if (*p == '.') {
			point = true;
			continue;
		}
		v = v * 10 + (*p - '0');
		by -= point;
	}
	if (p - begin - point <= 0)
		return 0;
	if ((*p == 'e' || *p == 'E') &&
	    strspn(p + 1 + (p[1] == '-' || p[1] == '+'), "0123456789")) {
		e = strtol(p + 1, &end, 10);
		by += e > DECIMALS_MAX	  ? DECIMALS_MAX
		      : e < -DECIMALS_MAX ? -DECIMALS_MAX
					  : e;
		p = end;
	}
	*ret_value = scaled(neg ? -v : v, by);
	return (size_t)(p - s);
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
