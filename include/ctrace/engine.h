/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * engine: wires capture, model, decode, filter and sinks; one loop. All state
 * of a trace hangs from struct engine; two of them in one process work.
 */
#ifndef CTRACE_ENGINE_H
#define CTRACE_ENGINE_H

#include "ctrace/capture.h"
#include "ctrace/filter.h"
#include "ctrace/report.h"
#include "ctrace/sink.h"

/* What the command line asked for. cli fills it, the engine reads it. */
struct settings {
	struct callset trace, abbrev, verbose, raw;
	const struct descset *descs; /* built in, and --describe over it */
	bool has_trace;		     /* else: all */
	struct filter filter;
	u32 limit; /* of shown calls; 0: none */
	struct text_settings text;
	bool summary, summary_only; /* -c: both; -C: the first */
	struct stats_settings stats;
	bool follow; /* -f */
	u32 daemon;  /* -D: enum daemon */
	u32 *pids;   /* -p */
	u32 npids;
	bool detach_on_exec; /* -b execve */
	bool kill_on_exit;
	u32 interruptible;  /* -I: enum interruptible, 0: by what is traced */
	const char *output; /* -o, NULL: stderr; |CMD or !CMD: a pipe */
	bool append;	    /* -A */
	bool text_off;	    /* --json without -o: no text */
	bool json;	    /* --json or --json=FILE */
	const char *json_file; /* NULL: stderr */
	u32 json_strmax;
	bool placement_off;	 /* --placement=off */
	const char *const *argv; /* the whole command line of the trace */
};

void settings_init(struct settings *s);
void settings_release(struct settings *s);

struct engine;
/* Borrows settings and capture until engine_free(). */
struct engine *engine_new(const struct settings *s, struct capture *c,
			  const struct descset *set);
/*
 * The sinks, in order; the engine frees them. The destination is borrowed;
 * name (borrowed, may be NULL) is what a message calls it.
 */
void engine_add_sink(struct engine *e, struct sink *s, struct dest *d,
		     const char *name);
/*
 * Messages of our own become notes for the sinks, too; `alone`: they are shown
 * nowhere else.
 */
void engine_take_messages(struct engine *e, bool alone);
/*
 * Runs to the end of the trace. 0, or -errno: every task was let go. -EINTR: a
 * signal ended it, capture_interrupted() says which; the command got it, too.
 */
int engine_run(struct engine *e);
void engine_free(struct engine *e);
/* The trace ended because settings.limit was reached: everyone was let go. */
bool engine_limit_reached(const struct engine *e);
/* Something could not be written; the user has been told. */
bool engine_output_failed(const struct engine *e);

#endif
