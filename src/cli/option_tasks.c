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

/* Numbers, separated by commas or blanks. */
void
opt_attach(struct parse *p, const char *arg)
{
	struct settings *s = &p->c->set;
	char *copy = mem_strdup(arg), *item, *save;
	u64 pid;

	for (item = strtok_r(copy, ", \t\n", &save); item;
	     item = strtok_r(NULL, ", \t\n", &save)) {
		if (!num_parse_dec(item, INT32_MAX, &pid) || pid == 0) {
			opt_fail(p, false, "Invalid process id: '%s'", item);
			break;
		}
		s->pids =
			mem_realloc(s->pids, (s->npids + 1) * sizeof(*s->pids));
		s->pids[s->npids++] = (u32)pid;
	}
	mem_free(copy);
}

void
opt_detach_on(struct parse *p, const char *arg)
{
	if (strcmp(arg, "execve") != 0) {
		opt_remedy(p, "Known is: execve.");
		opt_fail(p, false, "Syscall '%s' for -b isn't supported", arg);
	}
	p->c->set.detach_on_exec = true;
}

void
opt_interruptible(struct parse *p, const char *arg)
{
	static const char *const words[] = {
		"anywhere",
		"waiting",
		"never",
		"never_tstp",
	};
	u64 n = 0;

	if (!strcmp(arg, "always")) /* an old word for the first */
		n = 1;
	for (u32 i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(arg, words[i]))
			n = i + 1;
	if (!n && (!num_parse_dec(arg, ARRAY_SIZE(words), &n) || !n)) {
		opt_remedy(p, "Known are: 1 or anywhere, 2 or waiting, 3 or "
			      "never, 4 or never_tstp.");
		opt_bad_value(p, arg);
		return;
	}
	p->c->set.interruptible = (u32)n;
}

void
opt_kill_on_exit(struct parse *p, const char *arg)
{
	p->c->set.kill_on_exit = true;
}

void
opt_daemon_count(struct parse *p, const char *arg)
{
	p->daemons++;
}

void
opt_daemon(struct parse *p, const char *arg)
{
	static const struct {
		const char *word;
		u32 how;
	} words[] = {
		{"grandchild", DAEMON_CHILD},
		{"pgroup", DAEMON_PGROUP},
		{"pgrp", DAEMON_PGROUP},
		{"session", DAEMON_SESSION},
	};

	p->daemon_long = true;
	p->c->set.daemon = arg ? DAEMON_NOT : DAEMON_CHILD;
	for (u32 i = 0; arg && i < ARRAY_SIZE(words); i++)
		if (!strcmp(arg, words[i].word))
			p->c->set.daemon = words[i].how;
	if (p->c->set.daemon != DAEMON_NOT)
		return;
	opt_remedy(p, "Known are: grandchild, pgroup, session.");
	opt_bad_value(p, arg);
}

static void
finish_daemon(struct parse *p)
{
	struct settings *s = &p->c->set;

	opt_quarrel(p, p->daemons && p->daemon_long, "-D and --daemonize");
	if (p->daemons > DAEMON_SESSION)
		opt_fail(p, true,
			 "Too many -D's (%u), maximum supported -D count is %d",
			 p->daemons, DAEMON_SESSION);
	else if (p->daemons)
		s->daemon = p->daemons;
	if (s->daemon && !s->interruptible)
		s->interruptible = INTR_NEVER_TSTP;
}

static void
finish_attach(struct parse *p)
{
	struct settings *s = &p->c->set;

	finish_daemon(p);

	if (s->kill_on_exit && s->npids)
		opt_fail(p, true,
			 "--kill-on-exit and -p/--attach are mutually "
			 "exclusive");
	if (s->text.separate && s->output &&
	    (*s->output == '|' || *s->output == '!'))
		opt_fail(p, true,
			 "piping the output and -ff/--output-separately are "
			 "mutually exclusive");
	if (!s->interruptible)
		s->interruptible =
			s->output && p->has_command ? INTR_NEVER : INTR_WAITING;
}

static void
finish_lines(struct parse *p)
{
	struct settings *s = &p->c->set;

	if (p->separate_long && s->output)
		s->text.separate = true;
	if (s->text.separate)
		s->text.pids = PIDS_NEVER;
	else if (p->always_pid || (s->output && s->follow) ||
		 (s->output && s->npids + p->has_command > 1))
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
	opt_finish_stats(p);
	finish_lines(p);
	finish_attach(p);
}
