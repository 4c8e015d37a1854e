/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Facts about live processes, from /proc.
 *
 * Every answer is asked for anew: who caches knows which calls change it. What
 * /proc does not tell (the process is gone, the descriptor is closed, we may
 * not look) is -ENODATA, whatever the reason: the reader shows the bare number.
 */
#include "facts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define PROC_NAME_MAX 64

static int
add_link(const char *name, struct buf *ret)
{
	char text[PATH_MAX + 1];
	ssize_t n = readlink(name, text, sizeof(text));

	if (n < 0)
		return -ENODATA;
	buf_add(ret, text, (size_t)n);
	return 0;
}

/* False: key2 is no descriptor. */
static bool
fd_name(char *name, u32 pid, u64 fd)
{
	if (fd > INT_MAX)
		return false;
	snprintf(name, PROC_NAME_MAX, "/proc/%u/fd/%u", pid, (u32)fd);
	return true;
}

static int
add_comm(u32 tid, struct buf *ret)
{
	char name[PROC_NAME_MAX], text[64];
	ssize_t n;
	int fd;

	snprintf(name, sizeof(name), "/proc/%u/comm", tid);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -ENODATA;
	n = read(fd, text, sizeof(text));
	close(fd);
	if (n <= 0)
		return -ENODATA;
	if (text[n - 1] == '\n')
		n--;
	buf_add(ret, text, (size_t)n);
	return 0;
}

static int
add_device(const char *name, struct buf *ret)
{
	struct stat st;

	if (stat(name, &st) < 0)
		return -ENODATA;
	if (!S_ISCHR(st.st_mode) && !S_ISBLK(st.st_mode))
		return -ENODATA;
	buf_printf(ret, "%s %u:%u", S_ISCHR(st.st_mode) ? "char" : "block",
		   major(st.st_rdev), minor(st.st_rdev));
	return 0;
}

static int
add_interface(u64 index, struct buf *ret)
{
	char name[IF_NAMESIZE];

	if (!index || index > INT_MAX || !if_indextoname((u32)index, name))
		return -ENODATA;
	buf_puts(ret, name);
	return 0;
}

int
facts_ask(u32 self, enum fact what, u64 key, u64 key2, struct buf *ret)
{
	char name[PROC_NAME_MAX];
	u32 pid = key == 0 ? self : (u32)key;

	if (key > INT_MAX)
		return -ENODATA;
	switch (what) {
	case FACT_FD_LINK:
		return fd_name(name, pid, key2) ? add_link(name, ret)
						: -ENODATA;
	case FACT_CWD:
		snprintf(name, sizeof(name), "/proc/%u/cwd", pid);
		return add_link(name, ret);
	case FACT_COMM:
		return add_comm(pid, ret);
	case FACT_FD_DEV:
		return fd_name(name, pid, key2) ? add_device(name, ret)
						: -ENODATA;
	case FACT_IFNAME:
		return add_interface(key2, ret);
	case FACT_SOCKET:
	case FACT_PROTOCOL:
	case FACT_SYMBOL:
		return -ENODATA;
	}
	return -ENODATA;
}
