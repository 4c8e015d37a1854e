/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * model: tasks, their calls, and the state machine that events drive.
 */
#ifndef CTRACE_TASK_H
#define CTRACE_TASK_H

#include "ctrace/desc.h"
#include "ctrace/event.h"
#include "ctrace/value.h"
#include "ctrace/view.h"

/*
 * How deep a call is decoded. The engine makes the union of what all sinks and
 * filters want; each sink then applies its own.
 */
struct detail {
	bool bare;   /* nobody looks at values: words are enough */
	u32 strmax;  /* bytes of strings; a sink shows "..." beyond */
	u32 arrmax;  /* elements of arrays while abbreviating */
	bool deref;  /* follow pointers (verbose) */
	bool abbrev; /* leave out what abbreviation hides */
	u32 fds;     /* FDS_*: what is shown of descriptors */
	u32 who;     /* WHO_*: what is shown of processes */
	bool dump;   /* the bytes that go through its descriptor, all */
};
/* Of V_FD: bytes are the link; text is told by FDS_SOCKET and the like. */
enum {
	FDS_PATH = 1,
	FDS_SOCKET = 2,
	FDS_DEV = 4,
	FDS_EVENTFD = 8,
	FDS_PIDFD = 16,
	FDS_SIGNALFD = 32,
	FDS_ALL = 63
};
/* Of V_PID: bytes are the name, text is our number for it. */
enum { WHO_COMM = 1, WHO_PIDNS = 2 };
#define DETAIL_ARRMAX 4096 /* elements, whatever the options say */

enum call_state {
	CALL_ENTERED,
	CALL_RETURNED,
	CALL_UNFINISHED, /* the task died, or the trace ended, inside it */
	CALL_DETACHED,
	CALL_UNAVAILABLE, /* returned, but the result could not be read */
};

enum { CALL_INJECTED = 1, CALL_DELAYED = 2 };

/*
 * A system call (later: or a library call) under way. Lives in its task's
 * arena, from entry to call_pop().
 */
struct call {
	u64 seq;
	enum abi abi;
	u32 nr;	     /* as the ABI passes it */
	u32 meant;   /* of the call that it turned out to be (ipc: semop) */
	u64 args[8]; /* raw words */
	u64 ip, ip_exit;
	u64 sp;			 /* at entry */
	u64 t_enter, t_exit;	 /* wall clock, ns; 0 if nobody asked */
	u64 m_enter, m_exit;	 /* monotonic */
	u64 cpu_enter, cpu_exit; /* the process's system time */
	u64 m_began;		 /* monotonic, when the kernel got hold of it */
	const struct descset *set;
	u32 desc; /* call in set; DESC_NONE: unknown number */
	u32 leaf; /* after `switch`: the case in force (decode sets it) */
	const char *name; /* shown name; never NULL */
	struct call *outer;
	s64 rval;
	u32 err; /* error number or 0; 512.. are the kernel's own */
	enum call_state state;
	u32 marks;
	bool shown; /* somebody wants it: it is decoded and goes to the sinks */
	bool held;  /* its end decides: the sinks have not seen the entry */
	struct detail show;
	struct value *args_head; /* chain of parameters */
	struct value *ret;	 /* never NULL after exit, unless unfinished */
	struct value *aux;	 /* chain: what text shows in ( ) */
	void *decode;		 /* decode's own, kept from entry to exit */
	struct arena_mark mark;
};

enum task_state { TASK_RUNNING, TASK_IN_CALL, TASK_DEAD };

struct task {
	u64 serial; /* tids are reused, serials are not */
	u32 tid, tgid, parent;
	enum abi abi;
	enum task_state state;
	struct call *call; /* top of the stack, NULL outside calls */
	struct arena arena;
	struct view *view;   /* borrowed from capture */
	void *capture;	     /* capture's own */
	u32 execs;	     /* how often it called execve */
	const char *last;    /* the call before, by its static name, or NULL */
	void *sink_state[4]; /* by sink index: a sink's own small state */
	char comm[64]; /* its name, if somebody shows it in front of lines */
	bool announced_abi; /* the ABI of the last announced switch is `abi` */
};

struct model {
	struct map tasks; /* by tid */
	u64 next_serial, next_seq;
	u32 ntasks; /* alive */
};

void model_init(struct model *m);
void model_release(struct model *m);
struct task *model_task(const struct model *m, u32 tid); /* NULL: unknown */
struct task *model_add(struct model *m, u32 tid, u32 tgid, u32 parent,
		       enum abi abi);
void model_remove(struct model *m, struct task *t); /* frees t */

/*
 * Applies an event: births make tasks; enter pushes a call (with set, desc
 * and name looked up); exit fills its result. Deaths only mark; the caller
 * removes a dead task after it was shown. An execve from a thread (old_tid is
 * not tid) gives the thread its leader's tid; the caller has removed the
 * leader. Returns the task, or NULL if the tid is unknown.
 */
struct task *model_apply(struct model *m, const struct descset *set,
			 const struct event *ev);
struct call *call_push(struct model *m, struct task *t,
		       const struct descset *set, const struct event *ev);
void call_pop(struct task *t); /* frees its memory; view answers with it */

#endif
