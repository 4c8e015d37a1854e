/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Preloaded into ctrace, and into nothing that it starts: makes calls of its
 * own fail at random.
 *
 *   FAULTS=SEED:PER_MILLE:KINDS     KINDS of p ptrace, v process_vm_readv,
 *                                   r read, w write, m memory
 *
 * ESRCH is not among the errors: a tracer is right to believe that the task is
 * gone then.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);

static uint64_t state;
static unsigned per_mille;
static const char *kinds;

__attribute__((constructor)) static void
start(void)
{
	const char *s = getenv("FAULTS");
	char exe[4096], *end;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (!s || n < 7 || memcmp(exe + n - 7, "/ctrace", 7))
		return;
	state = strtoull(s, &end, 10) * 0x9e3779b97f4a7c15u | 1;
	if (*end == ':')
		per_mille = (unsigned)strtoul(end + 1, &end, 10);
	kinds = *end == ':' ? end + 1 : "";
}

static int
strikes(char kind)
{
	if (!kinds || !strchr(kinds, kind))
		return 0;
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % 1000 < per_mille;
}

static void *
real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

long
ptrace(enum __ptrace_request request, ...)
{
	static long (*fn)(enum __ptrace_request, pid_t, void *, void *);
	va_list ap;
	pid_t pid;
	void *addr, *data;

	if (!fn)
		fn = real("ptrace");
	va_start(ap, request);
	pid = va_arg(ap, pid_t);
	addr = va_arg(ap, void *);
	data = va_arg(ap, void *);
	va_end(ap);
	if (strikes('p')) {
		errno = state >> 20 & 1 ? EIO : EPERM;
		return -1;
	}
	return fn(request, pid, addr, data);
}

ssize_t
process_vm_readv(pid_t pid, const struct iovec *local, unsigned long nlocal,
		 const struct iovec *remote, unsigned long nremote,
		 unsigned long flags)
{
	static ssize_t (*fn)(pid_t, const struct iovec *, unsigned long,
			     const struct iovec *, unsigned long,
			     unsigned long);

	if (!fn)
		fn = real("process_vm_readv");
	if (strikes('v')) {
		errno = state >> 20 & 1 ? EFAULT : EPERM;
		return -1;
	}
	return fn(pid, local, nlocal, remote, nremote, flags);
}

ssize_t
read(int fd, void *buf, size_t len)
{
	static ssize_t (*fn)(int, void *, size_t);

	if (!fn)
		fn = real("read");
	if (strikes('r')) {
		errno = state >> 20 & 1 ? EIO : EINTR;
		return -1;
	}
	return fn(fd, buf, len);
}

ssize_t
write(int fd, const void *buf, size_t len)
{
	static ssize_t (*fn)(int, const void *, size_t);

	if (!fn)
		fn = real("write");
	/* Messages must come through, or nobody could see them. */
	if (fd != STDERR_FILENO && strikes('w')) {
		if (state >> 20 & 1 && len > 1)
			return fn(fd, buf, len / 2);
		errno = state >> 21 & 1 ? ENOSPC : EINTR;
		return -1;
	}
	return fn(fd, buf, len);
}

void *
malloc(size_t size)
{
	return strikes('m') ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return strikes('m') ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t size)
{
	return strikes('m') ? NULL : __libc_realloc(p, size);
}
