/* SPDX-License-Identifier: BSD-2-Clause */
/* Options that say how lines look, and what they begin and end with. */
#include "opts.h"

#include <string.h>
#include <strings.h>

void
opt_columns(struct parse *p, const char *arg)
{
	opt_number(p, arg, INT32_MAX, &p->c->set.text.column);
}

void
opt_strmax(struct parse *p, const char *arg)
{
	struct settings *s = &p->c->set;

	if (!opt_number(p, arg, (1u << 30) - 1, &s->text.strmax))
		return;
	s->json_strmax = s->text.strmax;
}

void
opt_numbers(struct parse *p, const char *arg)
{
	p->c->set.text.numbers = true;
}

void
opt_arg_names(struct parse *p, const char *arg)
{
	p->c->set.text.arg_names = true;
}

void
opt_no_abbrev(struct parse *p, const char *arg)
{
	callset_none(&p->c->set.abbrev);
}

void
opt_hex(struct parse *p, const char *arg)
{
	static const struct word words[] = {
		{"none", HEX_NONE},
		{"non-ascii-chars", HEX_NON_ASCII_CHARS},
		{"non-ascii", HEX_NON_ASCII},
		{"all", HEX_ALL},
	};
	u32 style = HEX_ALL;

	p->hex_long = true;
	if (arg && !opt_choose(p, words, ARRAY_SIZE(words), arg, &style))
		return;
	p->c->set.text.hex = style;
}

void
opt_hex_count(struct parse *p, const char *arg)
{
	p->hex++;
}

void
opt_xlat(struct parse *p, const char *arg)
{
	static const struct word words[] = {
		{"raw", XLAT_RAW},
		{"abbrev", XLAT_ABBREV},
		{"verbose", XLAT_VERBOSE},
	};
	u32 style;

	if (opt_choose(p, words, ARRAY_SIZE(words), arg, &style))
		p->c->set.text.xlat = style;
}

void
opt_fds(struct parse *p, const char *arg)
{
	static const struct word words[] = {
		{"path", FDS_PATH},   {"socket", FDS_SOCKET},
		{"dev", FDS_DEV},     {"eventfd", FDS_EVENTFD},
		{"pidfd", FDS_PIDFD}, {"signalfd", FDS_SIGNALFD},
	};

	p->fds_long = true;
	opt_choose_set(p, "decode-fds", words, ARRAY_SIZE(words),
		       arg ? arg : "path", &p->c->set.text.fds);
}

void
opt_pids(struct parse *p, const char *arg)
{
	static const struct word words[] = {
		{"comm", WHO_COMM},
		{"pidns", WHO_PIDNS},
	};

	opt_choose_set(p, "decode-pids", words, ARRAY_SIZE(words), arg,
		       &p->c->set.text.who);
}

void
opt_comms(struct parse *p, const char *arg)
{
	p->c->set.text.who = WHO_COMM;
}

void
opt_pidns(struct parse *p, const char *arg)
{
	p->c->set.text.who = WHO_PIDNS;
}

void
opt_color(struct parse *p, const char *arg)
{
	static const struct word words[] = {
		{"auto", COLOR_AUTO},
		{"always", COLOR_ALWAYS},
		{"never", COLOR_NEVER},
	};
	u32 when;

	if (opt_choose(p, words, ARRAY_SIZE(words), arg, &when))
		p->c->color = when;
}

void
opt_fds_count(struct parse *p, const char *arg)
{
	p->fds++;
}

/* ---- times ------------------------------------------------------------- */

static const struct word precisions[] = {
	{"s", 0}, {"ms", 3}, {"us", 6}, {"ns", 9}};

void
opt_ip(struct parse *p, const char *arg)
{
	p->c->set.text.ip = true;
}

void
opt_stamp_count(struct parse *p, const char *arg)
{
	p->stamps++;
}

/* "PREFIX:" in front of a word, or the word alone. */
static const char *
behind(const char *item, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncasecmp(item, prefix, n) ? item : item + n;
}

void
opt_relative(struct parse *p, const char *arg)
{
	struct text_settings *t = &p->c->set.text;

	t->relative = true;
	t->relative_digits = 6;
	if (arg)
		opt_choose(p, precisions, ARRAY_SIZE(precisions), arg,
			   &t->relative_digits);
}

void
opt_times(struct parse *p, const char *arg)
{
	struct text_settings *t = &p->c->set.text;

	t->times = true;
	t->times_digits = 6;
	if (arg)
		opt_choose(p, precisions, ARRAY_SIZE(precisions), arg,
			   &t->times_digits);
}

void
opt_stamp(struct parse *p, const char *arg)
{
	static const struct word formats[] = {
		{"none", STAMP_NONE},
		{"time", STAMP_CLOCK},
		{"unix", STAMP_UNIX},
	};
	struct text_settings *t = &p->c->set.text;
	char *copy = mem_strdup(arg ? arg : ""), *item, *save;

	if (!arg || t->stamp == STAMP_NONE)
		t->stamp = STAMP_CLOCK;
	p->stamp_long = true;
	for (item = strtok_r(copy, ",", &save); item;
	     item = strtok_r(NULL, ",", &save)) {
		const char *f = behind(item, "format:");
		const char *d = behind(item, "precision:");
		const struct word *fw =
			opt_find_word(formats, ARRAY_SIZE(formats), f);
		const struct word *dw =
			opt_find_word(precisions, ARRAY_SIZE(precisions), d);

		if (fw) {
			t->stamp = fw->value;
		} else if (dw) {
			t->stamp_digits = dw->value;
		} else {
			opt_remedy(p, "Known are: none, time, unix; s, ms, us, "
				      "ns.");
			opt_bad_value(p, arg);
		}
	}
	mem_free(copy);
}
