/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line, driven by options.def. Parsing fills struct settings or
 * leaves one line that says what is wrong; it neither prints nor exits, since
 * casecheck parses the options of a case with it. What an option does is in
 * option_*.c.
 */
#include "opts.h"

#include <string.h>

/* getopt's codes of long names: this and the row of the option, which its other
 * spellings share, so that a prefix of two spellings is not ambiguous. */
#define LONG_BASE 1000

static void
put_line(struct buf *b, const char *fmt, va_list ap)
{
	buf_reset(b);
	buf_vprintf(b, fmt, ap);
}

void
opt_fail(struct parse *p, bool usage, const char *fmt, ...)
{
	struct cli *c = p->c;
	va_list ap;

	if (c->action == CLI_FAIL)
		return;
	c->action = CLI_FAIL;
	c->usage = usage;
	va_start(ap, fmt);
	put_line(&c->error, fmt, ap);
	va_end(ap);
}

void
opt_remedy(struct parse *p, const char *fmt, ...)
{
	va_list ap;

	if (p->c->remedy.len)
		return;
	va_start(ap, fmt);
	put_line(&p->c->remedy, fmt, ap);
	va_end(ap);
}

void
opt_bad_value(struct parse *p, const char *value)
{
	if (p->is_long)
		opt_fail(p, true, "invalid --%s argument: '%s'", p->row->name,
			 value);
	else
		opt_fail(p, true, "invalid -%c argument: '%s'", p->row->letter,
			 value);
}

void
opt_later(struct parse *p, const char *arg)
{
	const struct optrow *r = p->row;

	if (p->is_key)
		opt_fail(p, false, "-e %s= is not available in this version",
			 r->name);
	else if (r->name && r->letter)
		opt_fail(p, false,
			 "option --%s (-%c) is not available in this version",
			 r->name, r->letter);
	else if (r->name)
		opt_fail(p, false,
			 "option --%s is not available in this version",
			 r->name);
	else
		opt_fail(p, false,
			 "option -%c is not available in this version",
			 r->letter);
}

/* -e KEY=VALUE; without a known KEY it is a set of calls to trace. */
void
opt_expr(struct parse *p, const char *expr)
{
	const char *eq = strchr(expr, '=');
	size_t n = eq ? (size_t)(eq - expr) : 0;

	for (u32 i = 0; eq && i < NOPTROWS; i++) {
		const struct optrow *r = &optrows[i];

		if (!optrow_is_key(r) || strlen(r->name) != n ||
		    memcmp(expr, r->name, n))
			continue;
		p->row = r;
		p->is_key = true;
		r->handler(p, eq + 1);
		return;
	}
	opt_trace(p, expr);
}

/* ---- getopt ------------------------------------------------------------ */

/* rows: whose each of the long names is. */
static void
build_tables(char *shorts, struct option *longs, const struct optrow **rows)
{
	u32 n = 0, option = 0;

	*shorts++ = '+';
	*shorts++ = ':';
	for (u32 i = 0; i < NOPTROWS; i++) {
		const struct optrow *r = &optrows[i];

		if (!optrow_is_option(r))
			continue;
		if (r->letter)
			*shorts++ = r->letter;
		if (r->letter && r->arg == REQ)
			*shorts++ = ':';
		if (r->kind != ROW_ALIAS)
			option = i;
		if (!r->name)
			continue;
		rows[n] = r;
		longs[n++] = (struct option){r->name, r->arg, NULL,
					     LONG_BASE + (int)option};
	}
	*shorts = '\0';
	longs[n] = (struct option){NULL, 0, NULL, 0};
}

static const struct optrow *
row_of(int c)
{
	if (c >= LONG_BASE)
		return &optrows[c - LONG_BASE];
	for (u32 i = 0; i < NOPTROWS; i++)
		if (optrow_is_option(&optrows[i]) && optrows[i].letter == c)
			return &optrows[i];
	return NULL;
}

/* The nearest long option, if one is near. */
static void
suggest(struct parse *p, const char *name, size_t len)
{
	char *word = mem_strndup(name, len);
	const char *best = NULL;
	unsigned least = 3;

	for (u32 i = 0; i < NOPTROWS; i++) {
		const struct optrow *r = &optrows[i];
		unsigned d;

		if (!optrow_is_option(r) || !r->name)
			continue;
		d = str_distance(r->name, word);
		if (d < least) {
			least = d;
			best = r->name;
		}
	}
	if (best)
		opt_remedy(p, "Did you mean '--%s'?", best);
	mem_free(word);
}

static void
unknown_long(struct parse *p, const char *word)
{
	size_t n = strcspn(word, "=");
	struct buf b = BUF_INIT;
	u32 hits = 0;

	for (u32 i = 0; n > 2 && i < NOPTROWS; i++) {
		const struct optrow *r = &optrows[i];

		if (!optrow_is_option(r) || !r->name ||
		    strncmp(r->name, word + 2, n - 2))
			continue;
		buf_printf(&b, " '--%s'", r->name);
		hits++;
	}
	if (hits > 1) {
		opt_fail(p, true, "option '%s' is ambiguous; possibilities:%s",
			 word, b.data);
	} else {
		opt_fail(p, true, "unrecognized option '%s'", word);
		if (n > 2)
			suggest(p, word + 2, n - 2);
	}
	buf_release(&b);
}

static void
bad_option(struct parse *p, int argc, char **argv, int what)
{
	const char *word = optind > 0 && optind <= argc ? argv[optind - 1] : "";
	const struct optrow *r = optopt ? row_of(optopt) : NULL;

	if (what == ':' && optopt >= LONG_BASE)
		opt_fail(p, true, "option '--%s' requires an argument",
			 r->name);
	else if (what == ':')
		opt_fail(p, true, "option requires an argument -- '%c'",
			 optopt);
	else if (optopt >= LONG_BASE)
		opt_fail(p, true, "option '--%s' doesn't allow an argument",
			 r->name);
	else if (optopt)
		opt_fail(p, true, "invalid option -- '%c'", optopt);
	else
		unknown_long(p, word);
}

/* row: of the spelling, NULL for a letter. */
static void
apply(struct parse *p, int o, const struct optrow *row)
{
	p->row = row ? row : row_of(o);
	p->is_long = row != NULL;
	p->is_key = false;
	p->row->handler(p, optarg);
}

void
cli_parse(struct cli *c, int argc, char **argv, cli_reader *read)
{
	struct option longs[ARRAY_SIZE(optrows) + 1];
	const struct optrow *rows[ARRAY_SIZE(optrows)];
	char shorts[ARRAY_SIZE(optrows) * 2 + 4];
	struct parse p = {.c = c, .read = read};
	int o, which = -1;

	memset(c, 0, sizeof(*c));
	settings_init(&c->set);
	c->set.descs = &desc_builtin;
	build_tables(shorts, longs, rows);
	opterr = 0;
	optind = 0;
	while (c->action != CLI_FAIL && c->action != CLI_HELP &&
	       (o = getopt_long(argc, argv, shorts, longs, &which)) != -1) {
		if (o == '?' || o == ':')
			bad_option(&p, argc, argv, o);
		else
			apply(&p, o, o >= LONG_BASE ? rows[which] : NULL);
	}
	c->prog = optind;
	p.has_command = optind < argc;
	opt_finish(&p);
	c->set.text.abbrev = cli_abbrev;
	c->set.text.verbose = cli_verbose;
	c->set.text.raw = cli_raw;
	c->set.text.dumps = cli_dumps;
	c->set.text.set_arg = &c->set;
	c->set.argv = (const char *const *)argv;
}

void
cli_release(struct cli *c)
{
	settings_release(&c->set);
	if (c->set.descs != &desc_builtin)
		desc_layer_free(c->set.descs);
	buf_release(&c->error);
	buf_release(&c->remedy);
	mem_free(c->user.name);
	mem_free(c->env);
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
cli_dumps(void *arg, enum dump_way way, s32 fd)
{
	const struct filter *f = &((struct settings *)arg)->filter;

	return fd >= 0 &&
	       numset_has(way == DUMP_READ ? &f->dump_read : &f->dump_write,
			  (u32)fd);
}

bool
cli_raw(void *arg, enum abi abi, u32 nr)
{
	return callset_has(&((struct settings *)arg)->raw, abi, nr);
}
