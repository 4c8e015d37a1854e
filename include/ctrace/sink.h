/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sink: who shows. A sink gets calls and notes as values and walks them;
 * nothing else prints. Text and JSON are two of them.
 */
#ifndef CTRACE_SINK_H
#define CTRACE_SINK_H

#include "ctrace/task.h"

enum note_kind {
	NOTE_SIGNAL, /* value = siginfo or NULL; ev.signal */
	NOTE_GROUP_STOP,
	NOTE_EXEC,
	NOTE_SUPERSEDED, /* the task died by its thread's execve: ev.exec */
	NOTE_BIRTH,	 /* JSON: fork */
	NOTE_DEATH,
	NOTE_ABI,  /* the task runs in another mode from now on */
	NOTE_TEXT, /* text: a message of our own */
	NOTE_DETACH,
	NOTE_END, /* the last; events and lost counted */
};

struct note {
	enum note_kind kind;
	const struct event *ev; /* NULL for TEXT and END */
	const struct value *value;
	const char *text;
	bool hidden; /* a death that the user does not want to see a line of */
	u64 events, lost; /* END */
};

struct sink;
struct sink_ops {
	/* Widens *d to what this sink needs to show this call. A sink that
	 * looks at values clears d->bare. */
	void (*wants)(struct sink *s, enum abi abi, u32 nr, struct detail *d);
	void (*enter)(struct sink *s, struct task *t, struct call *c);
	/* Exactly once per shown call; call->state says how it ended. */
	void (*exit)(struct sink *s, struct task *t, struct call *c);
	/* t may be NULL for NOTE_TEXT and NOTE_END. */
	void (*note)(struct sink *s, struct task *t, const struct note *n);
	/* Deadline work: 0, or -errno of the output (once). */
	int (*flush)(struct sink *s);
	/* The stop is over: what must be visible before the task goes on is. */
	int (*stop_over)(struct sink *s);
	void (*free)(struct sink *s);
};
struct sink {
	const struct sink_ops *ops;
	/*
	 * It only looks at what struct call says by itself. If all sinks do,
	 * nothing is decoded, and wants and enter are not called.
	 */
	bool no_values;
	u32 index; /* of task->sink_state */
};

/* ---- dest: where bytes go ---------------------------------------------- */

/*
 * A file that knows when it must be written: at once per stop (terminal, pipe,
 * socket, or the file that the tracee's fd 1 or 2 is), else in 64 KiB or 20 ms.
 */
struct dest;
/* path NULL: stderr. -errno. tracee's fds are ours at that time. */
int dest_open(const char *path, bool append, struct dest **ret);
/* To the standard input of a shell's command, which dest_close() waits for. */
int dest_pipe(const char *command, struct dest **ret);
struct dest *dest_memory(void); /* for tests and casecheck */
/*
 * A destination that is only the sum of its parts, which are files of their
 * own: PATH and a suffix. Flushing, deadline and errors of the whole are those
 * of its parts.
 */
struct dest *dest_whole(const char *path, bool append);
struct dest *dest_part(struct dest *whole, const char *suffix);
void dest_part_close(struct dest *part);
struct buf *dest_buf(struct dest *d);
/* Complete lines are in the buffer; writes if this kind of file wants it. */
int dest_stop_over(struct dest *d);
int dest_flush(struct dest *d);
/* CLOCK_MONOTONIC; UINT64_MAX: nothing is waiting. */
u64 dest_deadline(const struct dest *d);
bool dest_is_terminal(const struct dest *d);
bool dest_shares_terminal(const struct dest *d); /* tty, or the tracee's too */
int dest_error(const struct dest *d);		 /* first -errno, sticky */
int dest_close(struct dest *d);

/* ---- text -------------------------------------------------------------- */

enum xlat_style { XLAT_ABBREV, XLAT_VERBOSE, XLAT_RAW };
enum stamp_style { STAMP_NONE, STAMP_CLOCK, STAMP_UNIX };
enum hex_style { HEX_NONE, HEX_NON_ASCII_CHARS, HEX_NON_ASCII, HEX_ALL };

/* [pid N] in front of lines while there are several tasks; "N " always. */
enum pids_style { PIDS_NEVER, PIDS_OF_MANY, PIDS_ALWAYS };

/* What has a colour of its own; keys of STRACE_COLORS. */
enum color {
	COLOR_SYSCALL,
	COLOR_ARGNAME,
	COLOR_ARGVAL,
	COLOR_CALL,
	COLOR_CONST,
	COLOR_COMMENT,
	COLOR_PUNCT,
	COLOR_RETVAL,
	COLOR_ERROR,
};
#define COLOR_N 9
/* By colour, the parameters of an SGR sequence; "": as the terminal is. */
struct palette {
	char sgr[COLOR_N][32];
};
/* From STRACE_COLORS' text, which may be NULL. */
void palette_init(struct palette *p, const char *text);

enum dump_way { DUMP_READ, DUMP_WRITE };

struct text_settings {
	u32 column;	    /* of "=": -a, default 40 */
	u32 strmax;	    /* -s, default 32 */
	enum hex_style hex; /* -x, -xx */
	enum xlat_style xlat;
	bool arg_names;		      /* -N */
	bool numbers;		      /* -n: [%4u] */
	u32 fds;		      /* FDS_*: -y, -yy */
	u32 who;		      /* WHO_*: -Y and pidns */
	u32 quiet;		      /* QUIET_* */
	const struct palette *colors; /* borrowed; NULL: no colours */
	enum stamp_style stamp;	      /* -t */
	bool relative;		      /* -r */
	bool times;		      /* -T */
	u32 stamp_digits, relative_digits, times_digits; /* 0, 3, 6, 9 */
	bool ip;					 /* -i */
	enum pids_style pids;
	bool separate; /* each task has its own part of the dest */
	/* Per-call sets; NULL: abbreviate all, dereference all, raw none. */
	bool (*abbrev)(void *arg, enum abi abi, u32 nr);
	bool (*verbose)(void *arg, enum abi abi, u32 nr);
	bool (*raw)(void *arg, enum abi abi, u32 nr);
	/* Is what goes through a descriptor dumped? NULL: never. */
	bool (*dumps)(void *arg, enum dump_way way, s32 fd);
	void *set_arg;
};
enum {
	QUIET_ATTACH = 1,
	QUIET_EXIT = 2,
	QUIET_PATH = 4,
	QUIET_PERSONALITY = 8,
	QUIET_SUPERSEDED = 16,
	QUIET_ALL = 31
};

/* settings are copied; the dest is borrowed. */
struct sink *text_sink_new(const struct text_settings *s, struct dest *d);

/* ---- json -------------------------------------------------------------- */

struct json_settings {
	u32 strmax; /* bytes of a string */
	u32 fds;    /* FDS_* */
	u32 who;
	const char *const *argv; /* NULL-terminated, for the header */
	enum abi abi;
	u64 start_ns;
};
#define JSON_FORMAT_VERSION 1
struct sink *json_sink_new(const struct json_settings *s, struct dest *d);

#endif
