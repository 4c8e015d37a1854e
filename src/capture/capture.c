/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What can be asked of a capture whatever is behind it: questions that only
 * ptrace can answer have an innocent answer for the others, so that the engine
 * need not know which one it holds.
 */
#include "ctrace/capture.h"

#include <errno.h>
#include <signal.h>
#include <sys/types.h>

#include "ptrace/priv.h"

static const struct ptrace_capture *
as_ptrace(const struct capture *c)
{
	return c->ops == &ptrace_ops ? (const struct ptrace_capture *)c : NULL;
}

int
capture_ptrace_status(const struct capture *c)
{
	const struct ptrace_capture *p = as_ptrace(c);

	return p ? p->status : -1;
}

u32
capture_ptrace_pid(const struct capture *c)
{
	const struct ptrace_capture *p = as_ptrace(c);

	return p ? p->command : 0;
}

const char *
capture_ptrace_launch_why(const struct capture *c)
{
	const struct ptrace_capture *p = as_ptrace(c);

	return p && p->launch_why.len ? p->launch_why.data : "";
}

int
capture_ptrace_exec_error(const struct capture *c)
{
	const struct ptrace_capture *p = as_ptrace(c);

	return p ? p->exec_error : 0;
}

bool
capture_ptrace_has_syscall_info(const struct capture *c)
{
	const struct ptrace_capture *p = as_ptrace(c);

	return p && p->info == INFO_WORKS;
}

int
capture_interrupted(const struct capture *c)
{
	const struct ptrace_capture *p = as_ptrace(c);

	return p ? p->wake.signo : 0;
}

void
capture_ptrace_catch_signals(struct capture *c, enum interruptible how)
{
	if (as_ptrace(c))
		wake_catch(&((struct ptrace_capture *)c)->wake, how);
}

void
capture_ptrace_place(struct capture *c, bool on)
{
	if (as_ptrace(c))
		place_init(&((struct ptrace_capture *)c)->place, on);
}

int
capture_ptrace_signal(struct capture *c, int sig)
{
	const struct ptrace_capture *p = as_ptrace(c);

	/* A dead command was reaped: its pid may be somebody else's by now. */
	if (!p || p->command == 0 || p->status != -1 || p->command_left)
		return -ESRCH;
	kill((pid_t)p->command, SIGCONT);
	return kill((pid_t)p->command, sig) < 0 ? -errno : 0;
}
