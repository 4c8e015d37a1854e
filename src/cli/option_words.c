/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arguments that are words, sets of words, or numbers. A word that is not known
 * is answered with the nearest known one, or with all of them.
 */
#include "opts.h"

#include <string.h>
#include <strings.h>

static void
offer(struct parse *p, const struct word *words, u32 n, const char *given)
{
	const struct word *best = NULL;
	struct buf b = BUF_INIT;
	unsigned least = strlen(given) > 4 ? 3 : 2;

	for (u32 i = 0; i < n; i++) {
		unsigned d = str_distance(words[i].word, given);

		if (d < least) {
			least = d;
			best = &words[i];
		}
		if (i && words[i].value == words[i - 1].value)
			continue;
		buf_printf(&b, "%s%s", i ? ", " : "", words[i].word);
	}
	if (best)
		opt_remedy(p, "Did you mean '%s'?", best->word);
	else
		opt_remedy(p, "Known are: %s.", b.data);
	buf_release(&b);
}

const struct word *
opt_find_word(const struct word *words, u32 n, const char *given)
{
	for (u32 i = 0; i < n; i++)
		if (!strcasecmp(words[i].word, given))
			return &words[i];
	return NULL;
}

/* One of the words, or a failure; *ret is untouched then. */
bool
opt_choose(struct parse *p, const struct word *words, u32 n, const char *given,
	   u32 *ret)
{
	const struct word *w = opt_find_word(words, n, given);

	if (w) {
		*ret = w->value;
		return true;
	}
	offer(p, words, n, given);
	opt_bad_value(p, given);
	return false;
}

/*
 * A set of words as bits: "a,b", "!a", "all", "none". `what` is what a message
 * calls it: "invalid status 'x'".
 */
bool
opt_choose_set(struct parse *p, const char *what, const struct word *words,
	       u32 n, const char *text, u32 *ret)
{
	bool invert = false, any = false, ok = true;
	const char *whole = text;
	char *copy, *item, *save;
	u32 all = 0, bits = 0;

	for (; *text == '!'; text++)
		invert = !invert;
	for (u32 i = 0; i < n; i++)
		all |= words[i].value;
	copy = mem_strdup(text);
	if (!strcmp(text, "all") || !strcmp(text, "none")) {
		bits = *text == 'a' ? all : 0;
		any = true;
		*copy = '\0';
	}
	for (item = strtok_r(copy, ",", &save); item && ok;
	     item = strtok_r(NULL, ",", &save)) {
		const struct word *w = opt_find_word(words, n, item);

		any = true;
		if (w) {
			bits |= w->value;
			continue;
		}
		offer(p, words, n, item);
		opt_fail(p, false, "invalid %s '%s'", what, item);
		ok = false;
	}
	if (!any) {
		offer(p, words, n, text);
		opt_fail(p, false, "invalid %s '%s'", what, whole);
		ok = false;
	}
	mem_free(copy);
	if (ok)
		*ret = invert ? all & ~bits : bits;
	return ok;
}

bool
opt_number(struct parse *p, const char *arg, u64 max, u32 *ret)
{
	u64 v;

	if (!num_parse_given(arg, max, &v)) {
		opt_remedy(p, "It is a number from 0 to %llu.",
			   (unsigned long long)max);
		opt_bad_value(p, arg);
		return false;
	}
	*ret = (u32)v;
	return true;
}
