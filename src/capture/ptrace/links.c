/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The links of descriptors, kept while nothing can have changed them.
 *
 * A link changes when its descriptor is closed or replaced, or when somebody
 * renames or removes the file. Calls that do neither are known by name (`calm`,
 * below: what moves data, looks, or makes new descriptors, which no kept
 * link can be about); after any other call of any task all is forgotten. What
 * others do, who are not traced, is not seen: a link is read again after a few
 * milliseconds, whatever happened.
 *
 * Nothing is kept of a process whose threads are not all traced.
 */
#include "priv.h"

#include <sched.h>
#include <string.h>
#include <time.h>

#define KEPT_NS 5000000u

/* clang-format off */
static const char *const calm[] = {
	"read", "write", "pread64", "pwrite64", "readv", "writev", "preadv",
	"pwritev", "preadv2", "pwritev2", "lseek", "_llseek", "open",
	"openat", "openat2", "creat", "dup", "pipe", "pipe2", "socket",
	"socketpair", "accept", "accept4", "connect", "bind", "listen",
	"getsockname", "getpeername", "getsockopt", "setsockopt", "sendto",
	"recvfrom", "sendmsg", "recvmsg", "send", "recv", "sendmmsg",
	"recvmmsg", "poll", "ppoll", "select", "pselect6", "epoll_wait",
	"epoll_pwait", "epoll_ctl", "epoll_create1", "eventfd2", "fcntl",
	"fcntl64", "fstat", "newfstatat", "fstatat64", "fstat64", "statx",
	"stat", "lstat", "stat64", "lstat64", "access", "faccessat",
	"faccessat2", "readlink", "readlinkat", "getdents", "getdents64",
	"sendfile", "sendfile64", "splice", "copy_file_range", "fsync",
	"fdatasync", "ftruncate", "mmap", "mmap2", "munmap", "mprotect",
	"mremap", "madvise", "brk", "futex", "clock_gettime",
	"clock_nanosleep", "nanosleep", "gettimeofday", "time", "getpid",
	"gettid", "getppid", "getuid", "geteuid", "getgid", "getegid",
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack",
	"getrandom", "sched_yield", "uname", "getcwd", "prlimit64",
	"getrlimit", "set_robust_list", "rseq", "set_tid_address",
	"arch_prctl", "statfs", "fstatfs", "sysinfo", "getrusage", "times",
	
};
/* clang-format on */

void
links_init(struct links *l)
{
	memset(l, 0, sizeof(*l));
	l->generation = 1;
	for (enum abi a = 0; a < ABI_N; a++)
		for (u32 i = 0; i < ARRAY_SIZE(calm); i++) {
			s64 nr = abi_call_find(a, calm[i]);

			if (nr >= 0)
				bits_add(&l->calm[a],
					 (size_t)nr - abi_info(a)->nr_bias);
		}
}

void
links_release(struct links *l)
{
	for (int a = 0; a < ABI_N; a++)
		bits_release(&l->calm[a]);
	for (u32 i = 0; i < LINKS_KEPT; i++)
		buf_release(&l->slots[i].text);
}

/* Does the call let somebody work on our descriptors whom we do not see? */
static bool
hides(enum abi abi, u32 nr, u64 arg0, bool follow)
{
	const char *name = abi_call_name(abi, nr);

	if (!name)
		return false;
	if (!strcmp(name, "io_uring_setup"))
		return true;
	return !follow && (!strcmp(name, "clone3") ||
			   (!strcmp(name, "clone") && arg0 & CLONE_FILES));
}

void
links_saw(struct links *l, enum abi abi, u32 nr, u64 arg0, bool follow)
{
	if (bits_has(&l->calm[abi], nr - abi_info(abi)->nr_bias))
		return;
	l->generation++;
	l->off = l->off || hides(abi, nr, arg0, follow);
}

/* A few milliseconds early or late do no harm: the cheap clock will do. */
static u64
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
	return (u64)ts.tv_sec * 1000000000u + (u64)ts.tv_nsec;
}

static void
fill(struct link_slot *s, u32 tgid, enum fact what, u64 fd)
{
	buf_reset(&s->text);
	s->rc = facts_ask(tgid, NULL, what, 0, fd, &s->text);
	s->tgid = tgid;
	s->fd = (u32)fd;
	s->what = what;
}

int
links_ask(struct links *l, u32 tgid, enum fact what, u64 fd, struct buf *ret)
{
	u32 at = ((u32)fd ^ tgid * 31 ^ what * 17) % LINKS_KEPT;
	struct link_slot *s = &l->slots[at];
	u64 time = now();

	if (l->off || s->tgid != tgid || s->fd != fd || s->what != what ||
	    s->generation != l->generation || time - s->time >= KEPT_NS) {
		fill(s, tgid, what, fd);
		s->generation = l->generation;
		s->time = time;
	}
	if (s->rc == 0)
		buf_add(ret, s->text.data, s->text.len);
	return s->rc;
}
