/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line, driven by options.def. Parsing fills struct settings or
 * leaves one line that says what is wrong; it neither prints nor exits, since
 * casecheck parses the options of a case with it.
 */
#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

enum opt {
	O_COLUMNS = 256,
	O_EXPR,
	O_TRACE,
	O_ABBREV,
	O_VERBOSE,
	O_RAW,
	O_HELP,
	O_NUMBERS,
	O_ARG_NAMES,
	O_OUTPUT,
	O_QUIET,
	O_QUIET_SET,
	O_STRMAX,
	O_NO_ABBREV,
	O_VERSION,
	O_HEX,
	O_HEX_SET,
	O_XLAT,
	O_FDS,
	O_FDS_SET,
	O_JSON,
	O_LATER
};
enum { NO = no_argument, REQ = required_argument, OPT = optional_argument };

static const struct row {
	char letter;
	const char *name;
	int arg;
	enum opt opt;
} rows[] = {
#define OPTION(letter, name, arg, opt) {letter, name, arg, opt},
#include "options.def"
#undef OPTION
};

struct state {
	struct cli *c;
	int quiet, hex, fds;
	bool quiet_long, hex_long, fds_long;
};

static void
fail(struct cli *c, bool usage, const char *fmt, ...)
{
	va_list ap;

	if (c->action == CLI_FAIL)
		return;
	c->action = CLI_FAIL;
	c->usage = usage;
	va_start(ap, fmt);
	buf_vprintf(&c->error, fmt, ap);
	va_end(ap);
}

/* As the user wrote it: "-s" or "--string-limit". */
static void
bad_value(struct cli *c, const struct row *r, bool is_long, const char *value)
{
	if (is_long)
		fail(c, true, "invalid --%s argument: '%s'", r->name, value);
	else
		fail(c, true, "invalid -%c argument: '%s'", r->letter, value);
}

static void
set_calls(struct cli *c, struct callset *s, const char *text)
{
	char *error = NULL;
	int rc = callset_parse(&desc_builtin, text, s, &error, &c->hint);

	if (rc < 0)
		fail(c, rc == -EDOM, "%s", error);
	mem_free(error);
}

static void
set_quiet(struct cli *c, const char *text)
{
	static const struct {
		const char *word;
		u32 bit;
	} words[] = {
		{"attach", QUIET_ATTACH},
		{"exit", QUIET_EXIT},
		{"exits", QUIET_EXIT},
		{"path-resolution", QUIET_PATH},
		{"personality", QUIET_PERSONALITY},
		{"superseded", QUIET_SUPERSEDED},
		{"thread-execve", QUIET_SUPERSEDED},
		{"all", 31},
		{"none", 0},
	};
	bool invert = false;
	char *copy, *item, *save;
	u32 bits = 0;

	if (!text)
		text = "attach,personality";
	for (; *text == '!'; text++)
		invert = !invert;
	copy = mem_strdup(text);
	for (item = strtok_r(copy, ",", &save); item;
	     item = strtok_r(NULL, ",", &save)) {
		u32 i;

		for (i = 0; i < ARRAY_SIZE(words); i++)
			if (!strcmp(words[i].word, item))
				break;
		if (i == ARRAY_SIZE(words))
			fail(c, false, "invalid quiet '%s'", item);
		else
			bits |= words[i].bit;
	}
	mem_free(copy);
	c->set.text.quiet = invert ? ~bits & 31 : bits;
	c->explicit_quiet = true;
}

static void
set_fds(struct cli *c, const char *text)
{
	if (!text || !strcmp(text, "path"))
		c->set.text.fd_paths = true;
	else if (!strcmp(text, "none"))
		c->set.text.fd_paths = false;
	else if (!strcmp(text, "all"))
		fail(c, false,
		     "--decode-fds=all is not available in this "
		     "version; --decode-fds=path is");
	else
		fail(c, false, "invalid decode-fds '%s'", text);
}

/* -e KEY=VALUE; without a known KEY it is a set of calls to trace. */
static void
set_expr(struct cli *c, const char *expr)
{
	static const struct {
		const char *key;
		enum opt what;
	} keys[] = {
		{"trace", O_TRACE},
		{"t", O_TRACE},
		{"abbrev", O_ABBREV},
		{"a", O_ABBREV},
		{"verbose", O_VERBOSE},
		{"v", O_VERBOSE},
		{"raw", O_RAW},
		{"x", O_RAW},
		{"quiet", O_QUIET_SET},
		{"silent", O_QUIET_SET},
		{"silence", O_QUIET_SET},
		{"q", O_QUIET_SET},
		{"decode-fds", O_FDS_SET},
		{"decode-fd", O_FDS_SET},
		{"signal", O_LATER},
		{"signals", O_LATER},
		{"s", O_LATER},
		{"read", O_LATER},
		{"reads", O_LATER},
		{"r", O_LATER},
		{"write", O_LATER},
		{"writes", O_LATER},
		{"w", O_LATER},
		{"fault", O_LATER},
		{"inject", O_LATER},
		{"kvm", O_LATER},
		{"status", O_LATER},
		{"decode-pids", O_LATER},
		{"decode-pid", O_LATER},
		{"trace-fds", O_LATER},
		{"trace-fd", O_LATER},
		{"fds", O_LATER},
		{"fd", O_LATER},
		{"namespace", O_LATER},
		{"secontext", O_LATER},
	};
	const char *eq = strchr(expr, '=');
	enum opt what = O_TRACE;
	const char *value = expr;

	for (u32 i = 0; eq && i < ARRAY_SIZE(keys); i++) {
		size_t n = (size_t)(eq - expr);

		if (strlen(keys[i].key) == n && !memcmp(expr, keys[i].key, n)) {
			what = keys[i].what;
			value = eq + 1;
		}
	}
	switch (what) {
	case O_ABBREV:
		set_calls(c, &c->set.abbrev, value);
		break;
	case O_VERBOSE:
		set_calls(c, &c->set.verbose, value);
		break;
	case O_RAW:
		set_calls(c, &c->set.raw, value);
		break;
	case O_QUIET_SET:
		set_quiet(c, value);
		break;
	case O_FDS_SET:
		set_fds(c, value);
		break;
	case O_LATER:
		fail(c, false, "-e %.*s= is not available in this version",
		     (int)(eq - expr), expr);
		break;
	default:
		set_calls(c, &c->set.trace, value);
		c->set.has_trace = true;
	}
}

static void
set_hex(struct cli *c, const struct row *r, const char *text)
{
	static const struct {
		const char *word;
		enum hex_style style;
	} w[] = {
		{"none", HEX_NONE},
		{"all", HEX_ALL},
		{"non-ascii-chars", HEX_NON_ASCII_CHARS},
		{"non-ascii", HEX_NON_ASCII},
	};

	if (!text)
		text = "all";
	for (u32 i = 0; i < ARRAY_SIZE(w); i++)
		if (!strcmp(w[i].word, text)) {
			c->set.text.hex = w[i].style;
			return;
		}
	bad_value(c, r, true, text);
}

static void
set_xlat(struct cli *c, const struct row *r, bool is_long, const char *text)
{
	static const struct {
		const char *word;
		enum xlat_style style;
	} w[] = {
		{"raw", XLAT_RAW},
		{"abbrev", XLAT_ABBREV},
		{"verbose", XLAT_VERBOSE},
	};

	for (u32 i = 0; i < ARRAY_SIZE(w); i++)
		if (!strcmp(w[i].word, text)) {
			c->set.text.xlat = w[i].style;
			return;
		}
	bad_value(c, r, is_long, text);
}

static void
set_number(struct cli *c, const struct row *r, bool is_long, const char *text)
{
	u64 v, max = r->opt == O_STRMAX ? (1u << 30) - 1 : INT32_MAX;

	if (!num_parse_dec(text, max, &v)) {
		bad_value(c, r, is_long, text);
		return;
	}
	if (r->opt == O_COLUMNS) {
		c->set.text.column = (u32)v;
		return;
	}
	c->set.text.strmax = (u32)v;
	c->set.json_strmax = (u32)v;
	c->set.strmax_given = true;
}

static void
later(struct cli *c, const struct row *r, bool is_long)
{
	if (r->name && r->letter)
		fail(c, false,
		     "option --%s (-%c) is not available in this "
		     "version",
		     r->name, r->letter);
	else if (is_long)
		fail(c, false, "option --%s is not available in this version",
		     r->name);
	else
		fail(c, false, "option -%c is not available in this version",
		     r->letter);
}

static void
apply(struct state *st, const struct row *r, bool is_long, const char *arg)
{
	struct cli *c = st->c;

	switch (r->opt) {
	case O_COLUMNS:
	case O_STRMAX:
		set_number(c, r, is_long, arg);
		break;
	case O_EXPR:
		set_expr(c, arg);
		break;
	case O_TRACE:
		set_calls(c, &c->set.trace, arg);
		c->set.has_trace = true;
		break;
	case O_ABBREV:
		set_calls(c, &c->set.abbrev, arg);
		break;
	case O_VERBOSE:
		set_calls(c, &c->set.verbose, arg);
		break;
	case O_RAW:
		set_calls(c, &c->set.raw, arg);
		break;
	case O_HELP:
		c->action = CLI_HELP;
		break;
	case O_VERSION:
		c->action = CLI_VERSION;
		break;
	case O_NUMBERS:
		c->set.text.numbers = true;
		break;
	case O_ARG_NAMES:
		c->set.text.arg_names = true;
		break;
	case O_OUTPUT:
		c->set.output = arg;
		break;
	case O_QUIET:
		st->quiet++;
		break;
	case O_QUIET_SET:
		st->quiet_long = true;
		set_quiet(c, arg);
		break;
	case O_NO_ABBREV:
		callset_none(&c->set.abbrev);
		break;
	case O_HEX:
		st->hex++;
		break;
	case O_HEX_SET:
		st->hex_long = true;
		set_hex(c, r, arg);
		break;
	case O_XLAT:
		set_xlat(c, r, is_long, arg);
		break;
	case O_FDS:
		st->fds++;
		break;
	case O_FDS_SET:
		st->fds_long = true;
		set_fds(c, arg);
		break;
	case O_JSON:
		c->set.json = true;
		c->set.json_file = arg;
		break;
	case O_LATER:
		later(c, r, is_long);
		break;
	}
}

/* Short counted forms, and their quarrels with the long ones. */
static void
apply_counts(struct state *st)
{
	static const char quarrel[] = "%s cannot be provided simultaneously";
	struct cli *c = st->c;

	if (st->quiet && st->quiet_long)
		fail(c, false, quarrel, "-q and -e quiet/--quiet");
	if (st->hex && st->hex_long)
		fail(c, false, quarrel, "-x and --strings-in-hex");
	if (st->fds && st->fds_long)
		fail(c, false, quarrel, "-y and --decode-fds");
	if (st->fds > 1)
		fail(c, false, "-yy is not available in this version; -y is");
	if (st->quiet) {
		set_quiet(c, st->quiet == 1   ? "attach,personality"
			     : st->quiet == 2 ? "attach,personality,exit"
					      : "all");
	}
	if (st->hex)
		c->set.text.hex = st->hex == 1 ? HEX_NON_ASCII : HEX_ALL;
	if (st->fds)
		c->set.text.fd_paths = true;
	if (c->set.output && !c->explicit_quiet)
		c->set.text.quiet = QUIET_ATTACH | QUIET_PERSONALITY;
	c->set.text_off = c->set.json && !c->set.json_file && !c->set.output;
}

#define NROWS ARRAY_SIZE(rows)

static void
build_tables(char *shorts, struct option *longs)
{
	u32 n = 0;

	*shorts++ = '+';
	*shorts++ = ':';
	for (u32 i = 0; i < NROWS; i++) {
		if (rows[i].letter)
			*shorts++ = rows[i].letter;
		if (rows[i].letter && rows[i].arg == REQ)
			*shorts++ = ':';
		if (!rows[i].name)
			continue;
		longs[n++] = (struct option){rows[i].name, rows[i].arg, NULL,
					     1000 + (int)i};
	}
	*shorts = '\0';
	longs[n] = (struct option){NULL, 0, NULL, 0};
}

static const struct row *
row_of(int c)
{
	if (c >= 1000)
		return &rows[c - 1000];
	for (u32 i = 0; i < NROWS; i++)
		if (rows[i].letter == c)
			return &rows[i];
	return NULL;
}

static void
ambiguous(struct cli *c, const char *word)
{
	size_t n = strcspn(word, "=");
	struct buf b = BUF_INIT;
	u32 hits = 0;

	for (u32 i = 0; i < NROWS; i++)
		if (rows[i].name && !strncmp(rows[i].name, word + 2, n - 2)) {
			buf_printf(&b, " '--%s'", rows[i].name);
			hits++;
		}
	if (hits > 1)
		fail(c, true, "option '%s' is ambiguous; possibilities:%s",
		     word, b.data);
	else
		fail(c, true, "unrecognized option '%s'", word);
	buf_release(&b);
}

static void
bad_option(struct cli *c, int argc, char **argv, int what)
{
	const char *word = optind > 0 && optind <= argc ? argv[optind - 1] : "";
	const struct row *r = optopt ? row_of(optopt) : NULL;

	if (what == ':' && optopt >= 1000)
		fail(c, true, "option '--%s' requires an argument", r->name);
	else if (what == ':')
		fail(c, true, "option requires an argument -- '%c'", optopt);
	else if (optopt >= 1000)
		fail(c, true, "option '--%s' doesn't allow an argument",
		     r->name);
	else if (optopt)
		fail(c, true, "invalid option -- '%c'", optopt);
	else
		ambiguous(c, word);
}

void
cli_parse(struct cli *c, int argc, char **argv)
{
	struct option longs[NROWS + 1];
	char shorts[NROWS * 2 + 4];
	struct state st = {.c = c};
	int o;

	memset(c, 0, sizeof(*c));
	settings_init(&c->set);
	build_tables(shorts, longs);
	opterr = 0;
	optind = 0;
	while (c->action != CLI_FAIL &&
	       (o = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (o == '?' || o == ':')
			bad_option(c, argc, argv, o);
		else
			apply(&st, row_of(o), o >= 1000, optarg);
	}
	apply_counts(&st);
	c->prog = optind;
	c->set.text.abbrev = cli_abbrev;
	c->set.text.verbose = cli_verbose;
	c->set.text.raw = cli_raw;
	c->set.text.set_arg = &c->set;
	c->set.argv = (const char *const *)argv;
}

void
cli_release(struct cli *c)
{
	settings_release(&c->set);
	buf_release(&c->error);
	mem_free(c->hint);
}

bool
cli_abbrev(void *arg, enum abi abi, u32 nr)
{
	return callset_has(&((struct settings *)arg)->abbrev, abi, nr);
}

bool
cli_verbose(void *arg, enum abi abi, u32 nr)
{
	return callset_has(&((struct settings *)arg)->verbose, abi, nr);
}

bool
cli_raw(void *arg, enum abi abi, u32 nr)
{
	return callset_has(&((struct settings *)arg)->raw, abi, nr);
}
