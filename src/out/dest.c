/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where bytes go, and when. To a terminal, a pipe, a socket, or the file that
 * the tracee writes, too: one write per stop, before the task goes on, so that
 * the order which users see is true. To a file of our own: in blocks of 64 KiB,
 * or 20 ms after the first byte waits. The first error stays.
 */
#include "ctrace/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BLOCK 65536
#define LINGER_NS 20000000ull

struct dest {
	int fd; /* -1: memory */
	bool prompt, shared;
	struct buf buf;
	u64 deadline;
	int error;
	bool owns_fd;
	pid_t reader; /* the shell at the other end, or 0 */
};

static bool
same_file(const struct stat *a, int fd)
{
	struct stat b;

	return fstat(fd, &b) == 0 && a->st_dev == b.st_dev &&
	       a->st_ino == b.st_ino;
}

static bool
is_null(const struct stat *st)
{
	struct stat null;

	return stat("/dev/null", &null) == 0 && S_ISCHR(st->st_mode) &&
	       st->st_rdev == null.st_rdev;
}

static void
look_at(struct dest *d)
{
	struct stat st;
	bool tracees;

	if (fstat(d->fd, &st) < 0 || is_null(&st))
		return;
	tracees =
		same_file(&st, STDOUT_FILENO) || same_file(&st, STDERR_FILENO);
	d->shared = isatty(d->fd) || tracees;
	d->prompt = d->shared || S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode) ||
		    isatty(d->fd);
}

int
dest_open(const char *path, bool append, struct dest **ret)
{
	struct dest *d;
	int fd = STDERR_FILENO;

	if (path) {
		fd = open(path,
			  O_WRONLY | O_CREAT | O_CLOEXEC |
				  (append ? O_APPEND : O_TRUNC),
			  0666);
		if (fd < 0)
			return -errno;
	}
	d = mem_zalloc(sizeof(*d));
	d->fd = fd;
	d->owns_fd = path != NULL;
	d->deadline = UINT64_MAX;
	look_at(d);
	*ret = d;
	return 0;
}

/* The reader's end becomes its standard input; ours is closed by exec. */
static void
run_reader(const char *command, const int *ends)
{
	if (dup2(ends[0], STDIN_FILENO) >= 0)
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

int
dest_pipe(const char *command, struct dest **ret)
{
	int ends[2], err;
	struct dest *d;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid == 0)
		run_reader(command, ends);
	err = errno;
	close(ends[0]);
	if (pid < 0) {
		close(ends[1]);
		return -err;
	}
	d = mem_zalloc(sizeof(*d));
	d->fd = ends[1];
	d->owns_fd = true;
	d->reader = pid;
	d->deadline = UINT64_MAX;
	look_at(d);
	*ret = d;
	return 0;
}

struct dest *
dest_memory(void)
{
	struct dest *d = mem_zalloc(sizeof(*d));

	d->fd = -1;
	d->deadline = UINT64_MAX;
	return d;
}

struct buf *
dest_buf(struct dest *d)
{
	return &d->buf;
}

int
dest_flush(struct dest *d)
{
	size_t done = 0;

	d->deadline = UINT64_MAX;
	if (d->fd < 0)
		return 0;
	while (done < d->buf.len && !d->error) {
		ssize_t n = write(d->fd, d->buf.data + done, d->buf.len - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR && errno != EAGAIN)
			d->error = -errno;
	}
	buf_reset(&d->buf);
	return d->error;
}

int
dest_stop_over(struct dest *d)
{
	if (!d->buf.len)
		return 0;
	if (d->prompt || d->buf.len >= BLOCK)
		return dest_flush(d);
	if (d->deadline == UINT64_MAX && d->fd >= 0)
		d->deadline = clock_mono_ns() + LINGER_NS;
	return 0;
}

u64
dest_deadline(const struct dest *d)
{
	return d->deadline;
}

bool
dest_shares_terminal(const struct dest *d)
{
	return d->shared;
}

int
dest_error(const struct dest *d)
{
	return d->error;
}

int
dest_close(struct dest *d)
{
	int rc = dest_flush(d);

	if (d->owns_fd && close(d->fd) < 0 && !rc)
		rc = -errno;
	/* Who waits for everybody may have reaped it already. */
	while (d->reader && waitpid(d->reader, NULL, 0) < 0 && errno == EINTR)
		;
	buf_release(&d->buf);
	mem_free(d);
	return rc;
}
