/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where bytes go, and when. To a terminal, a pipe, a socket, or the file that
 * the tracee writes, too: one write per stop, before the task goes on, so that
 * the order which users see is true. To a file of our own: in blocks of 64 KiB,
 * or 20 ms after the first byte waits. The first error stays. One destination
 * can be many files, its parts.
 */
#include "ctrace/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BLOCK 65536
#define LINGER_NS 20000000ull

struct dest {
	int fd; /* -1: memory, or a whole */
	bool prompt, shared;
	struct buf buf;
	u64 deadline;
	int error;
	bool owns_fd;
	pid_t reader; /* the shell at the other end, or 0 */
	bool append;
	char *path;	    /* of a whole: what its parts' names begin with */
	struct dest *whole; /* of a part */
	struct dest *parts, *prev, *next;
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

/* 0 or -errno; *ret_fd is closed on exec. */
static int
open_file(const char *path, bool append, int *ret_fd)
{
	int flags = O_WRONLY | O_CREAT | O_CLOEXEC;

	*ret_fd = open(path, flags | (append ? O_APPEND : O_TRUNC), 0666);
	return *ret_fd < 0 ? -errno : 0;
}

int
dest_open(const char *path, bool append, struct dest **ret)
{
	struct dest *d;
	int fd = STDERR_FILENO, rc;

	if (path) {
		rc = open_file(path, append, &fd);
		if (rc < 0)
			return rc;
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

/* ---- parts ------------------------------------------------------------- */

struct dest *
dest_whole(const char *path, bool append)
{
	struct dest *d = dest_memory();

	d->path = mem_strdup(path);
	d->append = append;
	return d;
}

/* So many files may be open as the system allows, not only as the shell does.
 */
static bool
raise_limit(void)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l) < 0 || l.rlim_cur == l.rlim_max)
		return false;
	l.rlim_cur = l.rlim_max;
	return setrlimit(RLIMIT_NOFILE, &l) == 0;
}

static void
open_part(struct dest *p, const char *suffix)
{
	struct buf name = BUF_INIT;

	buf_printf(&name, "%s%s", p->whole->path, suffix);
	p->error = open_file(name.data, p->whole->append, &p->fd);
	if (p->error == -EMFILE && raise_limit())
		p->error = open_file(name.data, p->whole->append, &p->fd);
	p->owns_fd = p->fd >= 0;
	if (p->owns_fd)
		look_at(p);
	if (!p->whole->error)
		p->whole->error = p->error;
	buf_release(&name);
}

struct dest *
dest_part(struct dest *whole, const char *suffix)
{
	struct dest *p = dest_memory();

	p->whole = whole;
	p->next = whole->parts;
	if (p->next)
		p->next->prev = p;
	whole->parts = p;
	if (whole->path)
		open_part(p, suffix);
	return p;
}

void
dest_part_close(struct dest *p)
{
	if (p->prev)
		p->prev->next = p->next;
	else
		p->whole->parts = p->next;
	if (p->next)
		p->next->prev = p->prev;
	dest_close(p);
}

/* ---- writing ----------------------------------------------------------- */

struct buf *
dest_buf(struct dest *d)
{
	return &d->buf;
}

static void
write_out(struct dest *d)
{
	size_t done = 0;

	while (done < d->buf.len && !d->error) {
		ssize_t n = write(d->fd, d->buf.data + done, d->buf.len - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno == EAGAIN)
			poll(&(struct pollfd){d->fd, POLLOUT, 0}, 1, -1);
		else if (errno != EINTR)
			d->error = -errno;
	}
	buf_reset(&d->buf);
}

int
dest_flush(struct dest *d)
{
	d->deadline = UINT64_MAX;
	for (struct dest *p = d->parts; p; p = p->next)
		if (p->buf.len)
			dest_flush(p);
	if (d->fd >= 0)
		write_out(d);
	else if (d->error)
		buf_reset(&d->buf);
	if (d->whole && !d->whole->error)
		d->whole->error = d->error;
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
	if (d->whole)
		d->whole->deadline = u64_min(d->whole->deadline, d->deadline);
	return 0;
}

u64
dest_deadline(const struct dest *d)
{
	return d->deadline;
}

bool
dest_is_terminal(const struct dest *d)
{
	return d->fd >= 0 && isatty(d->fd);
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
	mem_free(d->path);
	mem_free(d);
	return rc;
}
