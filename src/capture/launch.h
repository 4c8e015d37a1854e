/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * launch: the half of starting a command that has nothing to do with ptrace.
 */
#ifndef CTRACE_CAPTURE_LAUNCH_H
#define CTRACE_CAPTURE_LAUNCH_H

#include "ctrace/capture.h"

/*
 * Forks a child that waits at a gate and then executes the command. It leaves
 * with status 1 if execve fails, or if the gate is closed without a word.
 * 0, or -errno and *ret_what.
 */
int launch_fork(const struct launch *l, u32 *ret_pid, int *ret_gate,
		const char **ret_what);
/*
 * The other way round: who calls becomes the command, and its detached
 * grandchild goes on here.
 */
int launch_daemon(const struct launch *l, u32 *ret_pid, int *ret_gate,
		  const char **ret_what);
/* Opens the gate (or shuts it for good) and closes the descriptor. -errno. */
int launch_open_gate(int gate);
void launch_shut_gate(int gate);

#endif
