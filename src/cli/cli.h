/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of cli share. */
#ifndef CLI_H
#define CLI_H

#include "ctrace/engine.h"

enum cli_action { CLI_RUN, CLI_HELP, CLI_VERSION, CLI_EXPLAIN, CLI_FAIL };

/* -u: as it was given, and what the system's tables say. */
struct user {
	const char *arg; /* NULL: not given */
	u32 uid, gid;
	char *name; /* NULL: given as UID:GID */
};

enum tip_format { TIP_NONE, TIP_COMPACT, TIP_FULL };
struct tip {
	enum tip_format format;
	bool random;
	u32 id;
};

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct cli {
	struct settings set;
	enum cli_action action;
	struct buf error;  /* one line, no program name, no newline */
	bool only_warning; /* -z and -Z were given more than once in all */
	bool usage;	   /* a hint at -h helps */
	struct buf remedy; /* a line about what would be right, or empty */
	struct user user;
	const char *explain; /* CLI_EXPLAIN: a call, or call:KEY */
	const char *argv0;   /* --argv0, or NULL */
	const char **env;    /* -E, in order */
	u32 nenv;
	struct tip tip;
	bool debug;
	enum color_when color;
	int prog;	       /* index of PROG in argv */
	bool follow_old;       /* -F was given */
	bool follow_newer;     /* so was -f or --follow-forks */
	bool separate_nothing; /* --output-separately without -o */
};

/* What reads a file that an option names, the whole of it: 0 or -errno. */
typedef int cli_reader(const char *path, struct buf *ret);
cli_reader cli_read_file; /* -EFBIG beyond what any description needs */
/*
 * Parses a command line into c; never exits nor prints, and opens no file but
 * by `read`.
 */
void cli_parse(struct cli *c, int argc, char **argv, cli_reader *read);
void cli_release(struct cli *c);
/* The command's environment: ours, with -E applied. Heap, strings borrowed. */
char **cli_environment(const struct cli *c, char *const *ours);
/* ---- remedy.c: what would help, or nothing; one line, no newline ---- */
void remedy_for_output(const char *path, int err, struct buf *out);
void remedy_for_command(const char *name, struct buf *out);
void remedy_for_exec(const char *path, int err, struct buf *out);

/* The list of options, from options.def. */
void cli_help(struct buf *out);
void cli_tip(const struct tip *t, struct buf *out);
void cli_version(struct buf *out);
/* --explain; false: it is not known, and out says so. */
bool cli_explain(const struct cli *c, struct buf *out);
/* -e abbrev= and its sisters, for the text sink. */
bool cli_abbrev(void *arg, enum abi abi, u32 nr);
bool cli_verbose(void *arg, enum abi abi, u32 nr);
bool cli_dumps(void *arg, enum dump_way way, s32 fd);
bool cli_raw(void *arg, enum abi abi, u32 nr);

#endif
