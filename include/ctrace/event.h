/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * event: what capture reports, as plain values. Whoever makes one fills all
 * that its kind has; the model and decode know nothing of where it came from.
 */
#ifndef CTRACE_EVENT_H
#define CTRACE_EVENT_H

#include "ctrace/abi.h"
#include "ctrace/value.h"

enum event_kind {
	EV_NONE, /* nothing that concerns anyone (the deadline passed) */
	EV_ENTER,
	EV_EXIT,
	EV_SIGNAL,     /* signal-delivery-stop */
	EV_GROUP_STOP, /* the task stopped by a stop signal */
	EV_BIRTH,      /* a task appeared: launched, attached, cloned */
	EV_EXEC,
	EV_DEATH,  /* exited or killed; the task is gone after it */
	EV_DETACH, /* we let it go */
	EV_LOST,
	EV_END, /* no task is left */
};

#define SIGINFO_SIZE 128

struct event {
	enum event_kind kind;
	u32 tid;
	u64 ns;	     /* wall clock, if somebody asked for time, else 0 */
	u64 mono_ns; /* CLOCK_MONOTONIC, likewise */
	u64 cpu_ns;  /* system time of its process so far, likewise */
	u64 ip;	     /* where the task stands, if somebody asked; 0: unknown */
	enum abi abi;
	union {
		struct {
			u32 nr;	     /* as the ABI passes it */
			u64 args[6]; /* raw registers */
			u64 sp;	     /* the stack pointer */
		} enter;
		struct {
			s64 rval; /* raw, as the ABI returns it, sign-extended
				   */
			u32 err;  /* 0, or the error number (rval is then -1) */
			bool unavailable; /* the result could not be read */
			u64 began_ns; /* CLOCK_MONOTONIC when it was let into
					 the kernel; 0: as its entry */
		} exit;
		struct {
			u32 signo;
			bool has_info;
			u8 info[SIGINFO_SIZE]; /* siginfo_t of the task's ABI */
		} signal;
		struct {
			u32 signo;
		} stop;
		struct {
			u32 parent; /* 0: launched or attached */
			u32 tgid;
			u64 flags;    /* CLONE_* */
			bool blocked; /* attached within a call, of this number;
					 it is restarted */
			u32 nr;
		} birth;
		struct {
			u32 old_tid; /* the thread that called execve */
			const char
				*path; /* borrowed until the next event; NULL */
		} exec;
		struct {
			bool killed; /* else exited */
			u32 status;  /* exit status, or the signal */
			bool core;
		} death;
		struct {
			u64 count;
		} lost;
	};
};

#endif
