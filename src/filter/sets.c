/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets of calls as the user writes them: names, numbers, %classes, /regexes/,
 * with ? and @abi; a leading ! inverts. Numbers are per ABI; a name holds for
 * every ABI that has it unless @ says which.
 */
#include "ctrace/filter.h"

#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

struct parse {
	const struct descset *set;
	struct callset out;
	struct buf error, hint;
	bool usage;
};

void
callset_release(struct callset *s)
{
	for (int a = 0; a < ABI_N; a++)
		bits_release(&s->nrs[a]);
}

void
callset_none(struct callset *s)
{
	for (int a = 0; a < ABI_N; a++)
		bits_clear(&s->nrs[a]);
	s->unknown = false;
}

void
callset_all(struct callset *s)
{
	for (enum abi a = 0; a < ABI_N; a++)
		for (u32 i = 0; i < abi_info(a)->nr_limit; i++)
			bits_add(&s->nrs[a], i);
	s->unknown = true;
}

bool
callset_has(const struct callset *s, enum abi abi, u32 nr)
{
	const struct abi_info *i = abi_info(abi);

	if (nr < i->nr_bias || nr - i->nr_bias >= i->nr_limit)
		return s->unknown;
	return bits_has(&s->nrs[abi], nr - i->nr_bias);
}

static void
invert(struct callset *s)
{
	for (enum abi a = 0; a < ABI_N; a++)
		for (u32 i = 0; i < abi_info(a)->nr_limit; i++) {
			if (bits_has(&s->nrs[a], i))
				bits_del(&s->nrs[a], i);
			else
				bits_add(&s->nrs[a], i);
		}
	s->unknown = !s->unknown;
}

static void
fail(struct parse *p, const char *fmt, ...)
{
	va_list ap;

	if (p->error.len)
		return;
	va_start(ap, fmt);
	buf_vprintf(&p->error, fmt, ap);
	va_end(ap);
}

/* Bits of the ABIs that "@64" and the like mean. */
static u32
designated(struct parse *p, char *item)
{
	char *at = strrchr(item, '@');

	if (!at)
		return 7;
	for (enum abi a = 0; a < ABI_N; a++)
		if (!strcmp(at + 1, abi_info(a)->suffix)) {
			*at = '\0';
			return 1u << a;
		}
	if (*item == '/')
		return 7;
	fail(p, "incorrect personality designator '%s' in qualification '%s'",
	     at + 1, item);
	p->usage = true;
	return 0;
}

static bool
add_class(struct parse *p, const char *name, u32 abis)
{
	int c = desc_class_find(name);
	u32 mask;

	if (c < 0)
		return false;
	mask = 1u << c;
	if (c == DC_STATLIKE)
		mask |= 1u << DC_STAT | 1u << DC_LSTAT | 1u << DC_FSTAT;
	if (c == DC_STATFSLIKE)
		mask |= 1u << DC_STATFS | 1u << DC_FSTATFS;
	for (enum abi a = 0; a < ABI_N; a++) {
		if (!(abis & 1u << a))
			continue;
		for (u32 i = 0; i < abi_info(a)->nr_limit; i++) {
			u32 id = p->set->by_nr[a][i];

			if (id != DESC_NONE && p->set->calls[id].classes & mask)
				bits_add(&p->out.nrs[a], i);
		}
	}
	return true;
}

static bool
add_regex(struct parse *p, const char *pattern, u32 abis)
{
	bool any = false;
	char text[256];
	regex_t re;
	int rc = regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB);

	if (rc) {
		regerror(rc, &re, text, sizeof(text));
		fail(p, "regcomp: %s: %s", pattern, text);
		return true;
	}
	for (enum abi a = 0; a < ABI_N; a++) {
		u32 bias = abi_info(a)->nr_bias;

		for (u32 i = 0; i < abi_info(a)->nr_limit; i++) {
			const char *name = abi_call_name(a, i + bias);

			if (!(abis & 1u << a) || !name ||
			    regexec(&re, name, 0, NULL, 0))
				continue;
			bits_add(&p->out.nrs[a], i);
			any = true;
		}
	}
	regfree(&re);
	return any;
}

static bool
add_number(struct parse *p, const char *item, u32 abis)
{
	bool any = false;
	u64 nr;

	/* beyond are our own numbers, of what socketcall and ipc do */
	if (!num_parse_dec(item, ABI_INNER - 1, &nr))
		return false;
	for (enum abi a = 0; a < ABI_N; a++) {
		u32 bias = abi_info(a)->nr_bias;

		if (!(abis & 1u << a) || !abi_call_name(a, (u32)nr + bias))
			continue;
		bits_add(&p->out.nrs[a], nr);
		any = true;
	}
	return any;
}

static bool
add_name(struct parse *p, const char *item, u32 abis)
{
	bool any = false;

	for (enum abi a = 0; a < ABI_N; a++) {
		s64 nr = abi_call_find(a, item);

		if (!(abis & 1u << a) || nr < 0)
			continue;
		bits_add(&p->out.nrs[a], (size_t)nr - abi_info(a)->nr_bias);
		any = true;
	}
	return any;
}

/* Keeps the name if it is nearer than what was found before. */
static void
consider(struct parse *p, const char *prefix, const char *name,
	 const char *given, unsigned *least)
{
	unsigned d = str_distance(name, given);

	if (d >= *least)
		return;
	*least = d;
	buf_reset(&p->hint);
	buf_puts(&p->hint, prefix);
	buf_puts(&p->hint, name);
}

static void
suggest(struct parse *p, const char *given)
{
	unsigned least = strlen(given) > 4 ? 3 : 2;
	const char *name;

	if (*given == '%') {
		for (u32 c = 0; (name = desc_class_name(c)) != NULL; c++)
			consider(p, "%", name, given + 1, &least);
		return;
	}
	for (u32 i = 0; i < 1024; i++)
		if ((name = abi_call_name(ABI_X86_64, i)) != NULL)
			consider(p, "", name, given, &least);
}

static bool
old_class_word(const char *s)
{
	static const char *const words[] = {"file",    "desc",	 "memory",
					    "process", "signal", "ipc",
					    "network"};

	for (u32 i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(words[i], s))
			return true;
	return false;
}

static void
add_item(struct parse *p, const char *given)
{
	char *item = mem_strdup(given), *s = item;
	bool optional = *s == '?', ok;
	u32 abis;

	s += optional;
	abis = designated(p, s);
	if (!abis) {
		mem_free(item);
		return;
	}
	if (*s == '/')
		ok = add_regex(p, s + 1, abis);
	else if (*s == '%')
		ok = add_class(p, s + 1, abis);
	else if (!strcmp(s, "all")) {
		for (enum abi a = 0; a < ABI_N; a++)
			for (u32 i = 0; abis & 1u << a && i < 1024; i++)
				bits_add(&p->out.nrs[a], i);
		ok = true;
	} else if (*s >= '0' && *s <= '9')
		ok = add_number(p, s, abis);
	else
		ok = (old_class_word(s) && add_class(p, s, abis)) ||
		     add_name(p, s, abis);
	if (!ok && !optional) {
		fail(p, "invalid system call '%s'", given);
		suggest(p, s);
	}
	mem_free(item);
}

int
callset_parse(const struct descset *set, const char *text, struct callset *s,
	      char **ret_error, char **ret_hint)
{
	struct parse p = {.set = set};
	bool inverted = false, any = false;
	const char *whole = text;
	char *copy, *item, *save;

	while (*text == '!') {
		inverted = !inverted;
		text++;
	}
	copy = mem_strdup(text);
	if (!strcmp(text, "all")) {
		callset_all(&p.out);
		any = true;
	} else if (!strcmp(text, "none")) {
		any = true;
	} else {
		for (item = strtok_r(copy, ",", &save); item;
		     item = strtok_r(NULL, ",", &save)) {
			add_item(&p, item);
			any = true;
		}
	}
	mem_free(copy);
	if (!any)
		fail(&p, "invalid system call '%s'", whole);
	if (p.error.len) {
		callset_release(&p.out);
		*ret_error = buf_take(&p.error);
		*ret_hint = p.hint.len ? buf_take(&p.hint) : NULL;
		buf_release(&p.hint);
		return p.usage ? -EDOM : -EINVAL;
	}
	if (inverted)
		invert(&p.out);
	callset_release(s);
	*s = p.out;
	return 0;
}
