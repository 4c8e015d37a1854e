/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one place that reads wait statuses. Pure: no ptrace call is made.
 *
 * Tasks are seized with PTRACE_O_TRACESYSGOOD, so each kind of stop has bits
 * of its own and nothing must be guessed from what the task did before:
 *
 *   low 8 bits  bits 8..15      bits 16..23
 *   0x7f        SIGTRAP | 0x80  0                  syscall-stop
 *   0x7f        signal          0                  signal-delivery-stop
 *   0x7f        stop signal     PTRACE_EVENT_STOP  group-stop
 *   0x7f        SIGTRAP         PTRACE_EVENT_STOP  interrupted, or continued
 *   0x7f        SIGTRAP         PTRACE_EVENT_*     that event
 */
#include "priv.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

static struct stop
classify_stopped(int status)
{
	struct stop s = {STOP_NOTHING, (u32)status >> 8 & 0xff, false};
	u32 event = (u32)status >> 16 & 0xff;

	if (event == PTRACE_EVENT_STOP) {
		s.kind = s.code == SIGTRAP ? STOP_TRAP : STOP_GROUP;
	} else if (event == PTRACE_EVENT_EXEC) {
		s.kind = STOP_EXEC;
	} else if (event != 0) {
		s.kind = STOP_EVENT;
		s.code = event;
	} else if (s.code == (SIGTRAP | 0x80)) {
		s.kind = STOP_SYSCALL;
	} else {
		s.kind = STOP_SIGNAL;
	}
	return s;
}

struct stop
stop_classify(int status)
{
	struct stop s = {STOP_NOTHING, 0, false};

	if (WIFSTOPPED(status))
		return classify_stopped(status);
	if (WIFEXITED(status)) {
		s.kind = STOP_EXITED;
		s.code = (u32)WEXITSTATUS(status);
	} else if (WIFSIGNALED(status)) {
		s.kind = STOP_KILLED;
		s.code = (u32)WTERMSIG(status);
		s.core = WCOREDUMP(status);
	}
	return s;
}

const char *
stop_name(enum stop_kind kind)
{
	switch (kind) {
	case STOP_NOTHING:
		return "nothing";
	case STOP_SYSCALL:
		return "syscall-stop";
	case STOP_SIGNAL:
		return "signal-delivery-stop";
	case STOP_GROUP:
		return "group-stop";
	case STOP_TRAP:
		return "interrupted";
	case STOP_EXEC:
		return "exec";
	case STOP_EVENT:
		return "event";
	case STOP_EXITED:
		return "exited";
	case STOP_KILLED:
		return "killed";
	}
	return "?";
}
