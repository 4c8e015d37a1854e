/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a syscall-stop is about: entry or exit, which call, what result.
 *
 * PTRACE_GET_SYSCALL_INFO (Linux 5.3) tells it all in one call. Where it is
 * missing (older kernels, some emulations and sandboxes) the registers are
 * read as NT_PRSTATUS; entry and exit then alternate, which the caller keeps
 * track of. The two sizes of NT_PRSTATUS tell 32-bit code from 64-bit code,
 * and the instruction that trapped tells a 64-bit task that makes a 32-bit
 * call by int 0x80.
 *
 * x32 calls are x86_64 calls with bit 30 in the number. Layouts are tables of
 * offsets, not the host's headers.
 */
#include "priv.h"

#include <errno.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#define ARCH_X86_64 0xc000003eu
#define ARCH_I386 0x40000003u
#define REQUEST_SYSCALL_INFO 0x420e
#define NOTE_PRSTATUS 1
#define MAX_ERRNO 4095

/* Where NT_PRSTATUS keeps what: slots of `width` bytes. */
struct prstatus_map {
	u8 width;
	u8 nr, result, ip, sp;
	u8 args[6];
};

static const struct prstatus_map map_x86_64 = {
	8, 15, 10, 16, 19, {14, 13, 12, 7, 9, 8},
};
static const struct prstatus_map map_i386 = {
	4, 11, 6, 12, 15, {0, 1, 2, 3, 4, 5},
};

static enum abi
abi_of_nr(u32 nr)
{
	return (nr & 0xc0000000u) == 0x40000000u ? ABI_X32 : ABI_X86_64;
}

static void
set_result(struct regs *r, s64 raw, bool is_error)
{
	r->rval = is_error ? -1 : raw;
	r->err = is_error ? (u32)-raw : 0;
}

bool
regs_from_info(const struct syscall_info *info, struct regs *ret)
{
	struct regs r = {.ip = info->ip, .sp = info->sp};

	if (info->arch != ARCH_X86_64 && info->arch != ARCH_I386)
		return false;
	r.abi = info->arch == ARCH_I386 ? ABI_I386 : ABI_X86_64;
	switch (info->op) {
	case 1:
		r.op = REGS_ENTRY;
		r.nr = (u32)info->entry.nr;
		memcpy(r.args, info->entry.args, sizeof(r.args));
		if (r.abi == ABI_X86_64)
			r.abi = abi_of_nr(r.nr);
		break;
	case 2:
		r.op = REGS_EXIT;
		set_result(&r, info->exit.rval, info->exit.is_error);
		break;
	default:
		break;
	}
	*ret = r;
	return true;
}

bool
regs_from_prstatus(const void *bytes, size_t len, enum regs_op op, enum abi abi,
		   bool int80, struct regs *ret)
{
	const struct prstatus_map *m;
	const u8 *p = bytes;
	struct regs r = {.op = op, .abi = abi};
	unsigned width, i;
	s64 raw;

	if (len == PRSTATUS_SIZE_X86_64)
		m = &map_x86_64;
	else if (len == PRSTATUS_SIZE_I386)
		m = &map_i386;
	else
		return false;
	r.ip = num_load(p + m->ip * m->width, m->width, false);
	r.sp = num_load(p + m->sp * m->width, m->width, false);
	if (op == REGS_ENTRY) {
		r.nr = (u32)num_load(p + m->nr * m->width, 4, false);
		if (m == &map_i386 || int80)
			r.abi = ABI_I386;
		else
			r.abi = abi_of_nr(r.nr);
		/* int 0x80 in 64-bit code: 32-bit registers all the same. */
		width = r.abi == ABI_I386 ? 4 : 8;
		for (i = 0; i < 6; i++) {
			u8 slot = m->args[i];

			if (m == &map_x86_64 && r.abi == ABI_I386)
				slot = (u8[]){5, 11, 12, 13, 14, 4}[i];
			r.args[i] = num_load(p + slot * m->width, width, false);
		}
	} else {
		/* An execve may have changed the mode in the middle. */
		width = abi == ABI_I386 ? 4 : m->width;
		raw = (s64)num_load(p + m->result * m->width, width, true);
		set_result(&r, raw, raw < 0 && raw >= -MAX_ERRNO);
	}
	*ret = r;
	return true;
}

/* Was the instruction before ip an int 0x80? */
static bool
is_int80(u32 tid, u64 ip)
{
	long word;

	errno = 0;
	word = ptrace(PTRACE_PEEKTEXT, (pid_t)tid, (void *)(ip - 2), NULL);
	return errno == 0 && (word & 0xffff) == 0x80cd;
}

static int
get_prstatus(u32 tid, bool in_call, enum abi abi, struct regs *ret)
{
	u8 bytes[PRSTATUS_SIZE_X86_64];
	struct iovec iov = {bytes, sizeof(bytes)};
	bool int80 = false;
	long r;

	r = ptrace_do(PTRACE_GETREGSET, tid, NOTE_PRSTATUS, (u64)&iov);
	if (r < 0)
		return (int)r;
	if (iov.iov_len == PRSTATUS_SIZE_X86_64 && !in_call)
		int80 = is_int80(tid,
				 num_load(bytes + map_x86_64.ip * 8, 8, false));
	if (!regs_from_prstatus(bytes, iov.iov_len,
				in_call ? REGS_EXIT : REGS_ENTRY, abi, int80,
				ret))
		return -EIO;
	return 0;
}

static int
get_info(u32 tid, struct regs *ret)
{
	struct syscall_info info;
	long r;

	info.op = 0;
	info.arch = 0;
	r = ptrace_do(REQUEST_SYSCALL_INFO, tid, sizeof(info), (u64)&info);
	if (r < 0)
		return (int)r;
	return regs_from_info(&info, ret) ? 0 : -EIO;
}

int
regs_get(u32 tid, enum info_support *support, bool in_call, enum abi abi,
	 struct regs *ret)
{
	int r;

	if (*support != INFO_MISSING) {
		r = get_info(tid, ret);
		if (*support == INFO_WORKS || r == -ESRCH)
			return r;
		*support = r == 0 ? INFO_WORKS : INFO_MISSING;
		msg_debug(NULL, "PTRACE_GET_SYSCALL_INFO %s",
			  r == 0 ? "works" : "does not work");
		if (r == 0)
			return 0;
	}
	return get_prstatus(tid, in_call, abi, ret);
}
