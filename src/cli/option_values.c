/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Options about where the trace goes and about ctrace itself; and what is to be
 * settled when all options were seen.
 */
#include "opts.h"

#include <string.h>

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

	if (opt_choose(p, words, ARRAY_SIZE(words), arg, &off))
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

	if (num_parse_given(arg, INT32_MAX, &v) && v) {
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
	else if (s->output && p->has_command && !p->quiet_long)
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
