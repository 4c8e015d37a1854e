/* SPDX-License-Identifier: BSD-2-Clause */
/* Options that say what is shown: calls, signals, what they touch, notices. */
#include "opts.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

static void
known_classes(struct parse *p)
{
	struct buf b = BUF_INIT;
	const char *name;

	for (u32 c = 0; (name = desc_class_name(c)) != NULL; c++)
		buf_printf(&b, "%s%%%s", c ? ", " : "", name);
	opt_remedy(p, "Known are: %s.", b.data);
	buf_release(&b);
}

/* What was refused stands in the error between ' and '. */
static void
remedy_for_calls(struct parse *p, const char *error)
{
	const char *open = strchr(error, '\'');
	const char *given = open ? open + 1 : "";

	given += *given == '?';
	if (!open)
		opt_remedy(p,
			   "Between / and / stands an extended regular "
			   "expression; \\ before a sign takes it as it is.");
	else if (*given == '%')
		known_classes(p);
	else if (*given >= '0' && *given <= '9')
		opt_remedy(p, "No ABI has a call of this number.");
	else if (!strncmp(given, "none'", 5))
		opt_remedy(p, "The word none stands alone.");
	else
		opt_remedy(p,
			   "Expected are names of calls, %%classes, numbers, "
			   "/regexes/, a comma between two; or all; or "
			   "none.");
}

static void
set_calls(struct parse *p, struct callset *s, const char *text)
{
	char *error = NULL, *hint = NULL;
	int rc = callset_parse(p->c->set.descs, text, s, &error, &hint);

	if (rc < 0)
		opt_fail(p, rc == -EDOM, "%s", error);
	if (hint)
		opt_remedy(p, "Did you mean '%s'?", hint);
	else if (rc == -EDOM)
		opt_remedy(p, "Known are: @64, @32, @x32.");
	else if (rc < 0)
		remedy_for_calls(p, error);
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

	if (word && strstr(error, "signal")) {
		suggest_signal(p, word);
		opt_remedy(p, "Expected are names or numbers of signals, a "
			      "comma between two; or all; or none.");
	} else if (word && *word)
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

	opt_choose_set(p, "status", words, ARRAY_SIZE(words), arg,
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
	opt_choose_set(p, "quiet", words, ARRAY_SIZE(words), arg,
		       &p->c->set.text.quiet);
}

void
opt_quiet_count(struct parse *p, const char *arg)
{
	p->quiet++;
}
