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

static bool
add_pid(struct settings *s, const char *item)
{
	u64 pid;

	if (!num_parse_given(item, INT32_MAX, &pid) || pid == 0)
		return false;
	s->pids = mem_realloc(s->pids, (s->npids + 1) * sizeof(*s->pids));
	s->pids[s->npids++] = (u32)pid;
	return true;
}

/* Numbers, each but the last followed by one comma or blank. */
void
opt_attach(struct parse *p, const char *arg)
{
	char *item;
	size_t n;
	bool ok = true;

	for (; ok && *arg; arg += n + (arg[n] != '\0')) {
		n = strcspn(arg, ", \t\n");
		item = mem_strndup(arg, n);
		ok = add_pid(&p->c->set, item);
		if (!ok) {
			opt_remedy(p, "Expected are numbers of processes, as "
				      "ps and pidof print them.");
			opt_fail(p, false, "Invalid process id: '%s'", item);
		}
		mem_free(item);
	}
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
	static const struct word words[] = {
		{"anywhere", INTR_ANYWHERE},	 {"always", INTR_ANYWHERE},
		{"waiting", INTR_WAITING},	 {"never", INTR_NEVER},
		{"never_tstp", INTR_NEVER_TSTP},
	};
	const struct word *w = opt_find_word(words, ARRAY_SIZE(words), arg);
	u64 n = w ? w->value : 0;

	if (!w && (!num_parse_given(arg, INTR_NEVER_TSTP, &n) || !n)) {
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
	static const struct word words[] = {
		{"grandchild", DAEMON_CHILD},
		{"pgroup", DAEMON_PGROUP},
		{"pgrp", DAEMON_PGROUP},
		{"session", DAEMON_SESSION},
	};

	const struct word *w;

	p->daemon_long = true;
	w = arg ? opt_find_word(words, ARRAY_SIZE(words), arg) : &words[0];
	if (w) {
		p->c->set.daemon = w->value;
		return;
	}
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

	p->c->separate_nothing = p->separate_long && !s->follow && !s->output;
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

	opt_quarrel(p, p->follows && p->follow_long, "-f and --follow-forks");
	opt_quarrel(p, p->follows > 1 && p->separate_long,
		    "-ff and --output-separately");
	p->c->follow_newer = p->follows || p->follow_long;
	if (p->c->follow_old)
		s->follow = true;
	if (p->follows)
		s->follow = true;
	if (p->follows > 1)
		p->separate_long = true;
	opt_finish_stats(p);
	finish_lines(p);
	finish_attach(p);
}
