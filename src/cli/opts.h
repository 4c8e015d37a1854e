/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The option table as the parser, --help and optgen see it. Who includes this
 * gets a table of its own; optgen, which has no handlers, sets OPT_HANDLER.
 */
#ifndef OPTS_H
#define OPTS_H

#include "cli.h"

#include <getopt.h>

enum optrow_kind {
	ROW_SECTION, /* text: its title */
	ROW_OPTION,
	ROW_ALIAS, /* of the ROW_OPTION above */
	ROW_KEY,   /* name: of -e NAME= */
	ROW_KEY_ALIAS,
	ROW_LATER,
	ROW_LATER_KEY,
};

struct parse;
typedef void opt_handler(struct parse *p, const char *arg);

struct optrow {
	enum optrow_kind kind;
	char letter;
	const char *name;
	int arg; /* no_argument ... */
	const char *meta, *words, *text;
	opt_handler *handler;
};

#ifndef OPT_HANDLER
#define OPT_HANDLER(h) h
#endif

/* The state of one parse: what is being handled, and counted options. */
struct parse {
	struct cli *c;
	cli_reader *read;
	const struct optrow *row;
	bool is_long, is_key; /* how the row's option was written */
	u32 quiet, hex, fds, stamps, only;
	u32 follows, daemons;
	bool daemon_long;
	bool follow_long, separate_long, always_pid;
	bool has_command; /* known when opt_finish() is called */
	bool quiet_long, hex_long, fds_long, stamp_long;
};

/* Only the first failure counts. usage: a hint at -h helps. */
void opt_fail(struct parse *p, bool usage, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* "invalid -s argument: 'x'", or --string-limit, as it was written. */
void opt_bad_value(struct parse *p, const char *value);
/* A second line that says what would have been right; printf-like. */
void opt_remedy(struct parse *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Two spellings of one thing were used: "-q and -e quiet/--quiet". */
void opt_quarrel(struct parse *p, bool is, const char *who);
/* -c and its sisters. */
void opt_finish_stats(struct parse *p);
/* What concerns tasks: who is traced, whose lines go where. */
void opt_finish_tasks(struct parse *p);
/* ---- option_words.c ------------------------------------------------------ */

/* The first word of each value is the one that messages name. */
struct word {
	const char *word;
	u32 value;
};

/* In small letters or capitals; NULL: none of them. */
const struct word *opt_find_word(const struct word *words, u32 n,
				 const char *given);
/* One of the words, or a failure; *ret is untouched then. */
bool opt_choose(struct parse *p, const struct word *words, u32 n,
		const char *given, u32 *ret);
/*
 * A set of words as bits: "a,b", "!a", "all", "none". `what` is what a message
 * calls it: "invalid status 'x'".
 */
bool opt_choose_set(struct parse *p, const char *what, const struct word *words,
		    u32 n, const char *text, u32 *ret);
/* A decimal number up to max. */
bool opt_number(struct parse *p, const char *arg, u64 max, u32 *ret);

/* ---- the others -------------------------------------------------------- */

/* After the last option: counts, and quarrels of short with long forms. */
void opt_finish(struct parse *p);

/* Looks up who -u means. */
void opt_find_user(struct parse *p);

#define SECTION(title)
#define OPTION(handler, letter, name, arg, meta, words, text)                  \
	opt_handler handler;
#define ALIAS(handler, letter, name, arg)
#define KEY(handler, key)
#define KEY_ALIAS(handler, key)
#define LATER(letter, name, arg)
#define LATER_KEY(key)
#include "options.def"
#undef SECTION
#undef OPTION
#undef ALIAS
#undef KEY
#undef KEY_ALIAS
#undef LATER
#undef LATER_KEY
opt_handler opt_later;

enum { NO = no_argument, REQ = required_argument, OPT = optional_argument };

static const struct optrow optrows[] = {
#define SECTION(title) {.kind = ROW_SECTION, .text = title},
#define OPTION(h, l, n, a, m, w, t)                                            \
	{ROW_OPTION, l, n, a, m, w, t, OPT_HANDLER(h)},
#define ALIAS(h, l, n, a) {ROW_ALIAS, l, n, a, .handler = OPT_HANDLER(h)},
#define KEY(h, k) {ROW_KEY, .name = k, .handler = OPT_HANDLER(h)},
#define KEY_ALIAS(h, k) {ROW_KEY_ALIAS, .name = k, .handler = OPT_HANDLER(h)},
#define LATER(l, n, a) {ROW_LATER, l, n, a, .handler = OPT_HANDLER(opt_later)},
#define LATER_KEY(k)                                                           \
	{ROW_LATER_KEY, .name = k, .handler = OPT_HANDLER(opt_later)},
#include "options.def"
#undef SECTION
#undef OPTION
#undef ALIAS
#undef KEY
#undef KEY_ALIAS
#undef LATER
#undef LATER_KEY
};
#define NOPTROWS ((u32)ARRAY_SIZE(optrows))

/* Is the row an option of the command line (not a heading, not a key)? */
static inline bool
optrow_is_option(const struct optrow *r)
{
	return r->kind == ROW_OPTION || r->kind == ROW_ALIAS ||
	       r->kind == ROW_LATER;
}

static inline bool
optrow_is_key(const struct optrow *r)
{
	return r->kind == ROW_KEY || r->kind == ROW_KEY_ALIAS ||
	       r->kind == ROW_LATER_KEY;
}

#endif
