/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the ptrace back end share. Nobody else includes this, but
 * for the room's unit tests.
 */
#ifndef CTRACE_CAPTURE_PTRACE_PRIV_H
#define CTRACE_CAPTURE_PTRACE_PRIV_H

#include "ctrace/capture.h"

#include <sys/resource.h>
#include <time.h>

#include "place.h"
#include "../facts.h"

/* ---- stop.c: what a wait status means ---------------------------------- */

enum stop_kind {
	STOP_NOTHING, /* not a stop that ptrace knows: ignored */
	STOP_SYSCALL, /* syscall-entry-stop or syscall-exit-stop */
	STOP_SIGNAL,  /* signal-delivery-stop */
	STOP_GROUP,   /* group-stop; seen only because tasks are seized */
	STOP_TRAP,    /* PTRACE_INTERRUPT, or the end of a group-stop */
	STOP_EXEC,    /* PTRACE_EVENT_EXEC */
	STOP_EVENT,   /* another PTRACE_EVENT_*: its number is the code */
	STOP_EXITED,  /* gone; the code is the exit status */
	STOP_KILLED,  /* gone; the code is the signal */
};

struct stop {
	enum stop_kind kind;
	u32 code;
	bool core;
};

struct stop stop_classify(int status);
const char *stop_name(enum stop_kind kind);

/* ---- regs.c: what a syscall-stop is about ------------------------------ */

enum regs_op { REGS_NONE, REGS_ENTRY, REGS_EXIT };

struct regs {
	enum regs_op op;
	enum abi abi; /* of an entry; an exit belongs to its entry's */
	u32 nr;
	u64 args[6];
	u64 ip, sp;
	s64 rval;
	u32 err;
};

/* The kernel's struct ptrace_syscall_info, by fixed widths. */
struct syscall_info {
	u8 op;
	u8 pad[3];
	u32 arch;
	u64 ip, sp;
	union {
		struct {
			u64 nr;
			u64 args[6];
		} entry;
		struct {
			s64 rval;
			u8 is_error;
		} exit;
		u64 room[8];
	};
};

#define PRSTATUS_SIZE_X86_64 (27 * 8)
#define PRSTATUS_SIZE_I386 (17 * 4)

/* Both are pure. False: the bytes make no sense. */
bool regs_from_info(const struct syscall_info *info, struct regs *ret);
/*
 * From NT_PRSTATUS: `op` is what the caller's toggling says, `abi` the entry's
 * ABI for an exit; `int80`: the instruction was int 0x80.
 */
bool regs_from_prstatus(const void *bytes, size_t len, enum regs_op op,
			enum abi abi, bool int80, struct regs *ret);

enum info_support { INFO_UNKNOWN, INFO_WORKS, INFO_MISSING };

/*
 * Asks the kernel about a task in a syscall-stop. `in_call` and `abi` are used
 * only where PTRACE_GET_SYSCALL_INFO is missing, which is learnt into *support.
 * 0, -ESRCH: the task is dying, other -errno: nothing could be learnt.
 */
int regs_get(u32 tid, enum info_support *support, bool in_call, enum abi abi,
	     struct regs *ret);

/* ---- links.c: links of descriptors, kept while nothing changes them ---- */

#define LINKS_KEPT 64

struct link_slot {
	u32 tgid, fd; /* tgid 0: empty */
	enum fact what;
	int rc;
	u64 generation, time;
	struct buf text;
};
struct links {
	struct bits calm[ABI_N]; /* calls that change no link; less bias */
	u64 generation;		 /* what is older is not true any more */
	bool off;		 /* somebody works on descriptors unseen */
	struct link_slot slots[LINKS_KEPT];
};

void links_init(struct links *l);
void links_release(struct links *l);
/*
 * A task is in this call, or has just been. Threads that are not followed
 * (unless `follow`) and io_uring end all keeping.
 */
void links_saw(struct links *l, enum abi abi, u32 nr, u64 arg0, bool follow);
/* FACT_FD_LINK, FACT_FD_DEV, FACT_CWD, as facts_ask() answers. */
int links_ask(struct links *l, u32 tgid, enum fact what, u64 fd,
	      struct buf *ret);

/* ---- live.c: the view of a running process ----------------------------- */

struct live {
	struct view view;
	u32 tid, tgid;
	u64 pidns;	       /* inode of its PID namespace, 0: not asked */
	bool refused;	       /* process_vm_readv is: words are peeked */
	struct sockdiag *diag; /* of the whole capture; may be NULL */
	struct links *links;   /* likewise */
	struct pidns *spaces;  /* likewise; without it numbers are ours */
};

void live_init(struct live *l, u32 tid, u32 tgid);
/* Our number for what the task calls pid; 0: nobody knows. */
u32 live_pid(struct live *l, u32 pid, enum desc_pid kind);

/* ---- wake.c: interrupting signals and deadlines ------------------------ */

#define WAKE_SIGNALS 6
#define WAKE_PERIOD_NS 20000000u /* the period, unless somebody is in haste */

struct wake_saved; /* the dispositions that we found */
struct wake {
	int signo;  /* the interrupting signal that was served, or 0 */
	u32 period; /* ns between looks at a deadline */
	u32 armed;  /* the timer runs for a deadline with this period; 0 */
	struct wake_saved *saved;
	timer_t tick;
	bool ticks; /* tick exists */
};

/* Catches the interrupting signals, or ignores them. */
void wake_catch(struct wake *w, enum interruptible how);
/* To be asked before each wait. 1: wait; 0: the deadline passed; -EINTR. */
int wake_poll(struct wake *w, u64 deadline_ns);
/* While it is on, a wait ends after a millisecond. -errno. */
int wake_tick(struct wake *w, bool on);
/* Stops the timer, restores dispositions. */
void wake_release(struct wake *w);

/* ---- tracee.c: who is traced ------------------------------------------- */

enum tracee_state {
	TRACEE_RUNNING,
	TRACEE_STOPPED,	  /* we may do what we like to it */
	TRACEE_LISTENING, /* group-stopped, PTRACE_LISTENed */
	TRACEE_GONE,	  /* dead or let go */
};

struct tracee {
	u32 tid, tgid;
	enum tracee_state state;
	struct stop stop; /* the stop that it is in, if STOPPED */
	bool in_call;	  /* between syscall-entry-stop and -exit-stop */
	bool quiet;	  /* the exit of this call is not wanted */
	bool lost;	  /* nothing is known of this call */
	bool hidden;	  /* our own calls, before and after our execve */
	bool first_exec;  /* in the execve that starts the command */
	bool tell_detach; /* EV_DETACH is due */
	bool unborn;	  /* it stopped before its parent told of it */
	bool queued;	  /* `status` waits to be taken */
	int status;
	u64 released_ns; /* when it last went on, if time is wanted */
	enum abi abi;	 /* of the call under way */
	u32 nr;		 /* its number, and its first word */
	u64 arg0;
	u32 parent; /* what EV_BIRTH says */
	u64 birth_flags;
	bool blocked;
	struct placement place;
	u64 cpu_ns; /* system time at its last stop, if that is wanted */
	struct tracee *next; /* in the list of the gone, or of the born */
	struct tracee *next_ready;
	struct live live;
};

struct tracee_queue {
	struct tracee *first, *last;
};

struct ptrace_capture {
	struct capture base;
	bool follow;
	u64 options;		   /* PTRACE_O_* */
	struct map tracees;	   /* by tid */
	u32 alive;		   /* those that are not gone */
	u32 unborn;		   /* how many of them are */
	struct tracee_queue born;  /* EV_BIRTH is due */
	struct tracee_queue ready; /* stopped, the status is not taken yet */
	struct tracee *gone;	   /* a list: freed by the next next() */
	struct rusage usage;	   /* of the last status, if it is wanted */
	u32 since_drain;	   /* stops since; see wait.c */
	u32 drain_every;
	struct {
		bool on;
		bool idle;	  /* the last look found nobody */
		bool solo;	  /* only last is waited for */
		u32 since, every; /* stops since everybody was looked at */
		u32 patience_ns;
		u32 last, same; /* whose stop came last; how many in a row */
	} many;
	u32 command;	   /* pid of the launched command */
	bool command_left; /* it was let go */
	int status;	   /* its wait status, or -1 */
	int exec_error;
	struct buf launch_why; /* why the command could not be traced */
	int broken;	       /* -errno: a task could not be restarted, or 0 */
	enum info_support info;
	struct sockdiag diag;
	struct pidns pidns;
	struct links links;
	struct wake wake;
	struct place place;
	char *exec_path; /* of the last EV_EXEC */
};

struct tracee *tracee_find(const struct ptrace_capture *c, u32 tid);
/* Its view, anew: its numbers have changed. */
void tracee_view(struct ptrace_capture *c, struct tracee *t);
struct tracee *tracee_new(struct ptrace_capture *c, u32 tid, u32 tgid);
/* From now on no stop of it is expected; its memory stays until next(). */
void tracee_gone(struct ptrace_capture *c, struct tracee *t);
/* Notes the wait status of a dead task. */
void tracee_died(struct ptrace_capture *c, struct tracee *t, int status);
/* EV_BIRTH is due for it. */
void tracee_born(struct ptrace_capture *c, struct tracee *t);
/* Its status will be taken in turn. */
void tracee_ready(struct ptrace_capture *c, struct tracee *t, int status);
struct tracee *tracee_take_ready(struct ptrace_capture *c);
/* Frees who is gone, up to one that EV_DETACH is due for: that is returned. */
struct tracee *tracee_sweep(struct ptrace_capture *c);

/* ---- follow.c: births, and an execve from a thread --------------------- */

/* The parent is in the stop that tells of a child. */
void follow_birth(struct ptrace_capture *c, struct tracee *parent);
/* The parent died without telling, or (NULL) nobody is left to tell. */
void follow_orphans(struct ptrace_capture *c, const struct tracee *parent);
/*
 * t has stopped after an execve; who called it was old_tid. The caller's record
 * takes the place of its leader's, and is returned.
 */
struct tracee *follow_exec(struct ptrace_capture *c, struct tracee *t,
			   u32 *ret_old_tid);

/* ---- wait.c: the next status ------------------------------------------- */

/*
 * 1: *ret has stopped or died, ret->status says how. 0: the wait was
 * interrupted, or what came concerns nobody: look for wake-ups and come again.
 * -ECHILD: nobody is left; other -errno.
 */
int wait_next(struct ptrace_capture *c, struct tracee **ret);
void wait_release(struct ptrace_capture *c);
/*
 * Is SIGCHLD to come at each stop of a tracee, or at ends alone? It is ignored
 * no longer in either case; a handler of somebody else stays as it is.
 */
void wait_signal_stops(bool on);

/* ---- ptrace.c, attach.c ------------------------------------------------ */

extern const struct capture_ops ptrace_ops;

/*
 * Lets a task go, running (or stopped, if it was stopped by a signal), with
 * `signal` if it is in a stop where one can be passed.
 */
void tracee_detach(struct ptrace_capture *c, struct tracee *t, u32 signal);
void tracee_detach_all(struct ptrace_capture *c);

/* ptrace(2) with -errno. */
long ptrace_do(int request, u32 tid, u64 addr, u64 data);

#endif
