/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding a command and forking it.
 *
 * The child does nothing but wait at a gate, a pipe that is closed on exec, so
 * that the tracer can take hold of it first, and then calls execve once. Calls
 * that it makes before are hidden by the tracer. If the tracer dies or gives
 * up, the pipe closes unread and the child leaves by itself: no half-started
 * command is ever left behind.
 *
 * The child gets our signal dispositions and mask as they were given to us,
 * because it is forked before the tracer changes any of them.
 */
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* DIR/NAME; an empty DIR is the current directory, by its name. */
static bool
candidate(const char *dir, size_t dirlen, const char *name, struct buf *ret)
{
	char cwd[PATH_MAX];

	buf_reset(ret);
	if (dirlen == 0) {
		if (!getcwd(cwd, sizeof(cwd)))
			return false;
		buf_puts(ret, cwd);
	} else {
		buf_add(ret, dir, dirlen);
	}
	if (ret->data[ret->len - 1] != '/')
		buf_putc(ret, '/');
	buf_puts(ret, name);
	return ret->len < PATH_MAX;
}

static bool
executable(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       (st.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0;
}

static int
search_path(const char *name, char **ret_path)
{
	const char *p = getenv("PATH"), *end;
	struct buf b = BUF_INIT;

	for (; p && *p; p = *end ? end + 1 : end) {
		end = strchrnul(p, ':');
		if (candidate(p, (size_t)(end - p), name, &b) &&
		    executable(b.data)) {
			*ret_path = buf_take(&b);
			return 0;
		}
	}
	buf_release(&b);
	return -ENOENT;
}

int
launch_find(const char *name, char **ret_path)
{
	struct stat st;

	if (strlen(name) >= PATH_MAX)
		return -ENAMETOOLONG;
	if (*name == '\0')
		return -ENOENT;
	if (!strchr(name, '/'))
		return search_path(name, ret_path);
	if (stat(name, &st) < 0)
		return -errno;
	*ret_path = mem_strdup(name);
	return 0;
}

/* A failure is told here: nobody else will learn of it. */
static bool
become(const struct launch_user *u)
{
	const char *step = "initgroups";
	int rc;

	if (u->name) {
		rc = initgroups(u->name, u->gid);
	} else {
		step = "setgroups";
		rc = setgroups(0, NULL);
	}
	if (rc == 0) {
		step = "setregid";
		rc = setregid(u->gid, u->egid);
	}
	if (rc == 0) {
		step = "setreuid";
		rc = setreuid(u->uid, u->euid);
	}
	if (rc < 0)
		msg("%s: %s", step, strerror(errno));
	return rc == 0;
}

static void
child(const struct launch *l, int gate)
{
	char word;
	ssize_t n;

	do
		n = read(gate, &word, 1);
	while (n < 0 && errno == EINTR);
	if (n == 1 && (!l->user || become(l->user)))
		execve(l->path, l->argv, l->envp);
	_exit(1);
}

int
launch_fork(const struct launch *l, u32 *ret_pid, int *ret_gate,
	    const char **ret_what)
{
	int ends[2], err;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0) {
		*ret_what = "pipe";
		return -errno;
	}
	pid = fork();
	if (pid < 0) {
		err = errno;
		close(ends[0]);
		close(ends[1]);
		*ret_what = "fork";
		return -err;
	}
	if (pid == 0) {
		close(ends[1]);
		child(l, ends[0]);
	}
	close(ends[0]);
	*ret_pid = (u32)pid;
	*ret_gate = ends[1];
	return 0;
}

/*
 * The grandchild, in the group or session that is asked for. The process
 * between the two is gone by then.
 */
static bool
leave_home(const struct launch *l)
{
	pid_t pid = fork();

	if (pid != 0)
		_exit(pid < 0);
	if (l->daemon == DAEMON_PGROUP)
		setpgid(0, 0);
	return l->daemon != DAEMON_SESSION || setsid() >= 0;
}

int
launch_daemon(const struct launch *l, u32 *ret_pid, int *ret_gate,
	      const char **ret_what)
{
	u32 self = (u32)getpid();
	int ends[2], err;
	pid_t pid;

	*ret_what = "pipe";
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	/* Yama: who is no ancestor of ours may trace us. */
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
	*ret_what = "fork";
	pid = fork();
	if (pid < 0) {
		err = errno;
		close(ends[0]);
		close(ends[1]);
		return -err;
	}
	if (pid > 0) {
		close(ends[1]);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
		child(l, ends[0]);
	}
	close(ends[0]);
	*ret_pid = self;
	*ret_gate = ends[1];
	*ret_what = "setsid";
	return leave_home(l) ? 0 : -errno;
}

int
launch_open_gate(int gate)
{
	ssize_t n;
	int err;

	/* The pipe is empty: a byte fits, and the reader holds the other end.
	 */
	do
		n = write(gate, "", 1);
	while (n < 0 && errno == EINTR);
	err = n < 0 ? -errno : 0;
	close(gate);
	return err;
}

void
launch_shut_gate(int gate)
{
	close(gate);
}
