/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets of numbers as the user writes them: descriptors, signals. A leading !
 * inverts; `all` and `none` stand alone.
 */
#include "ctrace/filter.h"

#include <errno.h>
#include <string.h>

void
numset_release(struct numset *s)
{
	bits_release(&s->bits);
}

bool
numset_has(const struct numset *s, u64 n)
{
	return bits_has(&s->bits, n) != s->inverted;
}

void
numset_all(struct numset *s)
{
	bits_clear(&s->bits);
	s->inverted = true;
}

bool
numset_is_all(const struct numset *s)
{
	for (size_t i = 0; i < s->bits.nwords; i++)
		if (s->bits.words[i])
			return false;
	return s->inverted;
}

int
numset_find_fd(const char *word)
{
	u64 v;

	return num_parse_given(word, NUMSET_MAX, &v) ? (int)v : -1;
}

int
numset_find_signal(const char *word)
{
	u64 v;

	if (num_parse_dec(word, 255, &v))
		return (int)v;
	return signal_find(word);
}

static int
fail(const char *what, const char *item, char **ret_error)
{
	struct buf b = BUF_INIT;

	buf_printf(&b, "invalid %s '%s'", what, item);
	*ret_error = buf_take(&b);
	return -EINVAL;
}

int
numset_parse(const char *text, const char *what, int (*find)(const char *word),
	     struct numset *s, char **ret_error)
{
	struct numset out = {.inverted = false};
	bool invert = false, any = false;
	const char *whole = text;
	char *copy, *item, *save;
	int rc = 0;

	for (; *text == '!'; text++)
		invert = !invert;
	copy = mem_strdup(text);
	if (!strcmp(text, "all") || !strcmp(text, "none")) {
		invert = invert != (*text == 'a');
		any = true;
		*copy = '\0';
	}
	for (item = strtok_r(copy, ",", &save); item && rc == 0;
	     item = strtok_r(NULL, ",", &save)) {
		int n = find(item);

		any = true;
		if (n >= 0 && n <= NUMSET_MAX)
			bits_add(&out.bits, (size_t)n);
		else
			rc = fail(what, item, ret_error);
	}
	if (!any)
		rc = fail(what, whole, ret_error);
	mem_free(copy);
	if (rc < 0) {
		numset_release(&out);
		return rc;
	}
	out.inverted = invert;
	numset_release(s);
	*s = out;
	return 0;
}
