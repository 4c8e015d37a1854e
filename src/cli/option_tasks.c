/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Options that say who is traced, and whose lines go where.
 */
#include "opts.h"

#include <string.h>

void
opt_follow_count(struct parse *p, const char *arg)
{
	p->follows++;
}

void
opt_follow(struct parse *p, const char *arg)
{
	p->follow_long = true;
	p->c->set.follow = true;
}

void
opt_follow_old(struct parse *p, const char *arg)
{
	p->c->follow_old = true;
}

void
opt_separate(struct parse *p, const char *arg)
{
	p->separate_long = true;
}

void
opt_always_pid(struct parse *p, const char *arg)
{
	p->always_pid = true;
}

static void
finish_lines(struct parse *p)
{
	struct settings *s = &p->c->set;

	if (p->separate_long && s->output)
		s->text.separate = true;
	if (s->text.separate)
		s->text.pids = PIDS_NEVER;
	else if (p->always_pid || (s->output && s->follow))
		s->text.pids = PIDS_ALWAYS;
	else
		s->text.pids = s->output ? PIDS_NEVER : PIDS_OF_MANY;
}

void
opt_finish_tasks(struct parse *p)
{
	struct settings *s = &p->c->set;

	opt_quarrel(p, p->follows == 1 && p->follow_long,
		    "-f and --follow-forks");
	opt_quarrel(p, p->follows > 1 && p->separate_long,
		    "-ff and --output-separately");
	if (p->c->follow_old && (p->follows || p->follow_long))
		p->c->follow_old = false;
	else if (p->c->follow_old)
		s->follow = true;
	if (p->follows)
		s->follow = true;
	if (p->follows > 1)
		p->separate_long = true;
	finish_lines(p);
}
