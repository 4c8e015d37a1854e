/* SPDX-License-Identifier: BSD-2-Clause */
/* Gathers what diagnose.c looks at. */
#include "ctrace/capture.h"

#include "diagnose.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_MAX 8192

/* Up to TEXT_MAX bytes; NULL: it cannot be read. */
static char *
read_text(const char *path)
{
	char *text = mem_alloc(TEXT_MAX);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, TEXT_MAX - 1);

	if (fd >= 0)
		close(fd);
	if (n < 0) {
		mem_free(text);
		return NULL;
	}
	text[n] = '\0';
	return text;
}

static char *
read_status(u32 pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%u/status", pid);
	return read_text(path);
}

static u64
owner_of(u32 pid)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%u", pid);
	return stat(path, &st) < 0 ? UINT64_MAX : st.st_uid;
}

void
diagnose(u32 pid, bool own, int err, struct buf *ret)
{
	char *status = read_status(pid), *self = read_text("/proc/self/status");
	char *yama = read_text("/proc/sys/kernel/yama/ptrace_scope");
	const char *t = status ? strstr(status, "\nTracerPid:") : NULL;
	char *tracer = t ? read_status((u32)atoi(t + 11)) : NULL;
	struct clues c = {
		.err = err,
		.pid = pid,
		.status = status,
		.owner = owner_of(pid),
		.tracer = tracer,
		.self = self,
		.yama = yama,
		.own = own,
	};

	why_words(ret, why_not(&c), &c);
	mem_free(status);
	mem_free(self);
	mem_free(yama);
	mem_free(tracer);
}

void
capture_ptrace_diagnose(u32 pid, int err, struct buf *ret)
{
	diagnose(pid, false, err, ret);
}
