/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What each option does with its argument. A word that is not known is
 * answered with the nearest known one, or with all of them.
 */
#include "opts.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

/* The first word of each value is the one that messages name. */
struct word {
	const char *word;
	u32 value;
};

/* ---- words ------------------------------------------------------------- */

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

static const struct word *
find_word(const struct word *words, u32 n, const char *given)
{
	for (u32 i = 0; i < n; i++)
		if (!strcmp(words[i].word, given))
			return &words[i];
	return NULL;
}

/* One of the words, or a failure; *ret is untouched then. */
static bool
choose(struct parse *p, const struct word *words, u32 n, const char *given,
       u32 *ret)
{
	const struct word *w = find_word(words, n, given);

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
static bool
choose_set(struct parse *p, const char *what, const struct word *words, u32 n,
	   const char *text, u32 *ret)
{
	bool invert = false, any = false, ok = true;
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
		const struct word *w = find_word(words, n, item);

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
		opt_fail(p, false, "invalid %s '%s'", what, text);
		ok = false;
	}
	mem_free(copy);
	if (ok)
		*ret = invert ? all & ~bits : bits;
	return ok;
}

/* ---- what is shown ----------------------------------------------------- */

static void
set_calls(struct parse *p, struct callset *s, const char *text)
{
	char *error = NULL, *hint = NULL;
	int rc = callset_parse(p->c->set.descs, text, s, &error, &hint);

	if (rc < 0)
		opt_fail(p, rc == -EDOM, "%s", error);
	if (hint)
		opt_remedy(p, "Did you mean '%s'?", hint);
	mem_free(error);
	mem_free(hint);
}

void
opt_trace(struct parse *p, const char *arg)
{
	set_calls(p, &p->c->set.trace, arg);
	p->c->set.has_trace = true;
}

void
opt_abbrev(struct parse *p, const char *arg)
{
	set_calls(p, &p->c->set.abbrev, arg);
}

void
opt_verbose(struct parse *p, const char *arg)
{
	set_calls(p, &p->c->set.verbose, arg);
}

void
opt_raw(struct parse *p, const char *arg)
{
	set_calls(p, &p->c->set.raw, arg);
}

static void
suggest_signal(struct parse *p, const char *given)
{
	char upper[24] = "SIG";
	const char *best = NULL;
	size_t n = strlen(given);
	unsigned least = n > 4 ? 3 : 2;

	if (!n || n > 16)
		return;
	strcpy(strncasecmp(given, "SIG", 3) ? upper + 3 : upper, given);
	for (char *c = upper; *c; c++)
		*c = (char)toupper((u8)*c);
	for (u32 i = 1; i < 32; i++) {
		unsigned d = str_distance(signal_name(i), upper);

		if (d < least) {
			least = d;
			best = signal_name(i);
		}
	}
	if (best)
		opt_remedy(p, "Did you mean '%s'?", best);
}

/* The word that was refused stands in the error: "invalid WHAT 'x'". */
static void
remedy_for_number(struct parse *p, const char *error)
{
	const char *open = strchr(error, '\'');
	char *word = open ? mem_strndup(open + 1, strlen(open) - 2) : NULL;

	if (word && strstr(error, "signal"))
		suggest_signal(p, word);
	else if (word && *word)
		opt_remedy(p, "It is a number.");
	mem_free(word);
}

static void
set_numbers(struct parse *p, const char *what, int (*find)(const char *word),
	    struct numset *s, const char *text)
{
	char *error = NULL;

	if (numset_parse(text, what, find, s, &error) < 0) {
		remedy_for_number(p, error);
		opt_fail(p, false, "%s", error);
	}
	mem_free(error);
}

void
opt_signals(struct parse *p, const char *arg)
{
	set_numbers(p, "signal", numset_find_signal, &p->c->set.filter.signals,
		    arg);
}

void
opt_trace_fds(struct parse *p, const char *arg)
{
	set_numbers(p, "descriptor", numset_find_fd, &p->c->set.filter.fds,
		    arg);
	p->c->set.filter.has_fds = true;
}

void
opt_dump_read(struct parse *p, const char *arg)
{
	set_numbers(p, "descriptor", numset_find_fd,
		    &p->c->set.filter.dump_read, arg);
	p->c->set.filter.dumps = true;
}

void
opt_dump_write(struct parse *p, const char *arg)
{
	set_numbers(p, "descriptor", numset_find_fd,
		    &p->c->set.filter.dump_write, arg);
	p->c->set.filter.dumps = true;
}

void
opt_path(struct parse *p, const char *arg)
{
	filter_add_path(&p->c->set.filter, arg);
}

void
opt_status(struct parse *p, const char *arg)
{
	static const struct word words[] = {
		{"successful", STATUS_SUCCESSFUL},
		{"failed", STATUS_FAILED},
		{"unfinished", STATUS_UNFINISHED},
		{"unavailable", STATUS_UNAVAILABLE},
		{"detached", STATUS_DETACHED},
	};

	choose_set(p, "status", words, ARRAY_SIZE(words), arg,
		   &p->c->set.filter.status);
}

/* -z and -Z: the last one counts, and a second one is worth a warning. */
static void
only(struct parse *p, u32 status)
{
	p->c->set.filter.status = status;
	if (p->only++)
		p->c->only_warning = true;
}

void
opt_successful(struct parse *p, const char *arg)
{
	only(p, STATUS_SUCCESSFUL);
}

void
opt_failed(struct parse *p, const char *arg)
{
	only(p, STATUS_FAILED);
}

void
opt_quiet(struct parse *p, const char *arg)
{
	static const struct word words[] = {
		{"attach", QUIET_ATTACH},
		{"exit", QUIET_EXIT},
		{"exits", QUIET_EXIT},
		{"path-resolution", QUIET_PATH},
		{"personality", QUIET_PERSONALITY},
		{"thread-execve", QUIET_SUPERSEDED},
		{"superseded", QUIET_SUPERSEDED},
	};

	p->quiet_long = true;
	if (!arg)
		arg = "attach,personality";
	choose_set(p, "quiet", words, ARRAY_SIZE(words), arg,
		   &p->c->set.text.quiet);
}

void
opt_quiet_count(struct parse *p, const char *arg)
{
	p->quiet++;
}

/* ---- how it is shown --------------------------------------------------- */

static bool
number(struct parse *p, const char *arg, u64 max, u32 *ret)
{
	u64 v;

	if (!num_parse_dec(arg, max, &v)) {
		opt_remedy(p, "It is a number from 0 to %llu.",
			   (unsigned long long)max);
		opt_bad_value(p, arg);
		return false;
	}
	*ret = (u32)v;
	return true;
}

void
opt_columns(struct parse *p, const char *arg)
{
	number(p, arg, INT32_MAX, &p->c->set.text.column);
}

void
opt_strmax(struct parse *p, const char *arg)
{
	struct settings *s = &p->c->set;

	if (!number(p, arg, (1u << 30) - 1, &s->text.strmax))
		return;
	s->json_strmax = s->text.strmax;
	s->strmax_given = true;
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
	if (arg && !choose(p, words, ARRAY_SIZE(words), arg, &style))
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

	if (choose(p, words, ARRAY_SIZE(words), arg, &style))
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
	choose_set(p, "decode-fds", words, ARRAY_SIZE(words),
		   arg ? arg : "path", &p->c->set.text.fds);
}

void
opt_pids(struct parse *p, const char *arg)
{
	static const struct word words[] = {{"comm", 1}};
	u32 bits;

	if (strstr(arg, "pidns"))
		opt_fail(p, false,
			 "decode-pids=pidns is not available in this version");
	if (choose_set(p, "decode-pids", words, 1, arg, &bits))
		p->c->set.text.comms = bits;
}

void
opt_comms(struct parse *p, const char *arg)
{
	p->c->set.text.comms = true;
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

	if (choose(p, words, ARRAY_SIZE(words), arg, &when))
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
opt_relative(struct parse *p, const char *arg)
{
	struct text_settings *t = &p->c->set.text;

	t->relative = true;
	t->relative_digits = 6;
	if (arg)
		choose(p, precisions, ARRAY_SIZE(precisions), arg,
		       &t->relative_digits);
}

void
opt_times(struct parse *p, const char *arg)
{
	struct text_settings *t = &p->c->set.text;

	t->times = true;
	t->times_digits = 6;
	if (arg)
		choose(p, precisions, ARRAY_SIZE(precisions), arg,
		       &t->times_digits);
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

	return strncmp(item, prefix, n) ? item : item + n;
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

	p->stamp_long = true;
	t->stamp = STAMP_CLOCK;
	t->stamp_digits = 0;
	for (item = strtok_r(copy, ",", &save); item;
	     item = strtok_r(NULL, ",", &save)) {
		const char *f = behind(item, "format:");
		const char *d = behind(item, "precision:");
		const struct word *fw =
			find_word(formats, ARRAY_SIZE(formats), f);
		const struct word *dw =
			find_word(precisions, ARRAY_SIZE(precisions), d);

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

/* ---- where it goes ----------------------------------------------------- */

void
opt_output(struct parse *p, const char *arg)
{
	p->c->set.output = arg;
}

void
opt_append(struct parse *p, const char *arg)
{
	p->c->set.append = true;
}

void
opt_placement(struct parse *p, const char *arg)
{
	static const struct word words[] = {{"auto", 0}, {"off", 1}};
	u32 off;

	if (choose(p, words, ARRAY_SIZE(words), arg, &off))
		p->c->set.placement_off = off;
}

void
opt_json(struct parse *p, const char *arg)
{
	p->c->set.json = true;
	p->c->set.json_file = arg;
}

/* ---- the command ------------------------------------------------------- */

void
opt_limit(struct parse *p, const char *arg)
{
	u64 v;

	if (num_parse_dec(arg, INT32_MAX, &v) && v) {
		p->c->set.limit = (u32)v;
		return;
	}
	opt_remedy(p, "It is a number from 1 to %d.", INT32_MAX);
	opt_bad_value(p, arg);
}

/* ---- help -------------------------------------------------------------- */

void
opt_help(struct parse *p, const char *arg)
{
	p->c->action = CLI_HELP;
}

void
opt_debug(struct parse *p, const char *arg)
{
	p->c->debug = true;
}

void
opt_version(struct parse *p, const char *arg)
{
	p->c->action = CLI_VERSION;
}

/* ---- the end ----------------------------------------------------------- */

void
opt_quarrel(struct parse *p, bool is, const char *who)
{
	if (!is)
		return;
	opt_remedy(p, "They mean the same: use one of them.");
	opt_fail(p, false, "%s cannot be provided simultaneously", who);
}

void
opt_finish(struct parse *p)
{
	static const u32 quiet[] = {
		QUIET_ATTACH | QUIET_PERSONALITY,
		QUIET_ATTACH | QUIET_PERSONALITY | QUIET_EXIT,
		QUIET_ALL,
	};
	struct settings *s = &p->c->set;

	opt_quarrel(p, p->quiet && p->quiet_long, "-q and -e quiet/--quiet");
	opt_quarrel(p, p->stamps && p->stamp_long,
		    "-t and --absolute-timestamps");
	opt_quarrel(p, p->hex && p->hex_long, "-x and --strings-in-hex");
	opt_quarrel(p, p->fds && p->fds_long, "-y and --decode-fds");
	if (p->quiet)
		s->text.quiet = quiet[u64_min(p->quiet, 3) - 1];
	else if (s->output && !p->quiet_long)
		s->text.quiet = QUIET_ATTACH | QUIET_PERSONALITY;
	if (p->hex)
		s->text.hex = p->hex == 1 ? HEX_NON_ASCII : HEX_ALL;
	if (p->fds)
		s->text.fds = p->fds > 1 ? FDS_ALL : FDS_PATH;
	if (p->stamps) {
		s->text.stamp = p->stamps > 2 ? STAMP_UNIX : STAMP_CLOCK;
		s->text.stamp_digits = p->stamps > 1 ? 6 : 0;
	}
	if (p->c->user.arg)
		opt_find_user(p);
	opt_finish_tasks(p);
	s->text_off = s->json && !s->json_file && !s->output;
}
