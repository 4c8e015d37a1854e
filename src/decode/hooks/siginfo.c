/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * siginfo: which members of the union apply is told by si_code, and where
 * that is the kernel's own positive number, by the signal.
 *
 * The union starts at 16 where a pointer has 8 bytes, else at 12. The same
 * walk serves system calls (hook siginfo) and delivered signals.
 */
#include "../priv.h"

#define SIGINFO_SIZE 128

#define SIGILL_ 4
#define SIGTRAP_ 5
#define SIGBUS_ 7
#define SIGFPE_ 8
#define SIGSEGV_ 11
#define SIGCHLD_ 17
#define SIGIO_ 29
#define SIGSYS_ 31

#define SI_USER_ 0
#define SI_KERNEL_ 0x80
#define SI_TIMER_ (-2)
#define SI_SIGIO_ (-5)
#define SI_TKILL_ (-6)
#define CLD_EXITED_ 1

struct walk {
	struct dctx *x;
	struct dobj o;
	struct value *v;
	u32 at;	  /* where the union starts */
	u32 word; /* bytes of a pointer */
	s32 code;
	u32 sig;
};

struct code_name {
	s32 code;
	const char *name;
};

static const struct code_name generic[] = {
	{0, "SI_USER"},	     {SI_KERNEL_, "SI_KERNEL"}, {-1, "SI_QUEUE"},
	{-2, "SI_TIMER"},    {-3, "SI_MESGQ"},		{-4, "SI_ASYNCIO"},
	{-5, "SI_SIGIO"},    {-6, "SI_TKILL"},		{-7, "SI_DETHREAD"},
	{-60, "SI_ASYNCNL"},
};

/* Codes that belong to one signal, from 1 on. */
static const char *const ill[] = {
	"ILL_ILLOPC", "ILL_ILLOPN", "ILL_ILLADR", "ILL_ILLTRP",	  "ILL_PRVOPC",
	"ILL_PRVREG", "ILL_COPROC", "ILL_BADSTK", "ILL_BADIADDR",
};
static const char *const fpe[] = {
	"FPE_INTDIV", "FPE_INTOVF", "FPE_FLTDIV", "FPE_FLTOVF", "FPE_FLTUND",
	"FPE_FLTRES", "FPE_FLTINV", "FPE_FLTSUB", NULL,		NULL,
	NULL,	      NULL,	    NULL,	  "FPE_FLTUNK", "FPE_CONDTRAP",
};
static const char *const segv[] = {
	"SEGV_MAPERR",	"SEGV_ACCERR",	"SEGV_BNDERR",	"SEGV_PKUERR",
	"SEGV_ACCADI",	"SEGV_ADIDERR", "SEGV_ADIPERR", "SEGV_MTEAERR",
	"SEGV_MTESERR", "SEGV_CPERR",
};
static const char *const bus[] = {
	"BUS_ADRALN",	 "BUS_ADRERR",	  "BUS_OBJERR",
	"BUS_MCEERR_AR", "BUS_MCEERR_AO",
};
static const char *const trap[] = {
	"TRAP_BRKPT",  "TRAP_TRACE", "TRAP_BRANCH",
	"TRAP_HWBKPT", "TRAP_UNK",   "TRAP_PERF",
};
static const char *const cld[] = {
	"CLD_EXITED",  "CLD_KILLED",  "CLD_DUMPED",
	"CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED",
};
static const char *const poll[] = {
	"POLL_IN", "POLL_OUT", "POLL_MSG", "POLL_ERR", "POLL_PRI", "POLL_HUP",
};
static const char *const sys[] = {"SYS_SECCOMP", "SYS_USER_DISPATCH"};

static const char *
listed(const char *const *list, u32 n, s32 code)
{
	return code >= 1 && (u32)code <= n ? list[code - 1] : NULL;
}

static const char *
code_of_signal(u32 sig, s32 code)
{
	switch (sig) {
	case SIGILL_:
		return listed(ill, ARRAY_SIZE(ill), code);
	case SIGFPE_:
		return listed(fpe, ARRAY_SIZE(fpe), code);
	case SIGSEGV_:
		return listed(segv, ARRAY_SIZE(segv), code);
	case SIGBUS_:
		return listed(bus, ARRAY_SIZE(bus), code);
	case SIGTRAP_:
		return listed(trap, ARRAY_SIZE(trap), code);
	case SIGCHLD_:
		return listed(cld, ARRAY_SIZE(cld), code);
	case SIGIO_:
		return listed(poll, ARRAY_SIZE(poll), code);
	case SIGSYS_:
		return listed(sys, ARRAY_SIZE(sys), code);
	}
	return NULL;
}

static const char *
code_name(u32 sig, s32 code)
{
	for (u32 i = 0; i < ARRAY_SIZE(generic); i++)
		if (generic[i].code == code)
			return generic[i].name;
	return code_of_signal(sig, code);
}

static u64
get(struct walk *w, u32 off, u32 size, bool is_signed)
{
	return num_load(w->o.data + w->at + off, size, is_signed);
}

static struct value *
add_enum(struct walk *w, const char *name, u64 num, u8 notation,
	 const char *text)
{
	struct value *v = value_new(w->x->arena, V_ENUM, name);
	const char **list;

	v->num = num;
	v->notation = notation;
	v->size = 4;
	if (text) {
		list = arena_alloc(w->x->arena, sizeof(*list));
		list[0] = text;
		v->sym.names = list;
		v->sym.n = 1;
	}
	value_add(w->v, v);
	return v;
}

static void
add_dec(struct walk *w, const char *name, u32 off, u32 size, bool is_signed)
{
	struct value *v =
		value_int(w->x->arena, name, get(w, off, size, is_signed),
			  is_signed ? VN_DEC : VN_UDEC);

	v->size = size;
	value_add(w->v, v);
}

static void
add_addr(struct walk *w, const char *name, u32 off)
{
	value_add(w->v,
		  value_addr(w->x->arena, name, get(w, off, w->word, false)));
}

static void
add_pid_uid(struct walk *w)
{
	struct value *uid = value_new(w->x->arena, V_ID, "si_uid");

	value_add(w->v, dec_pid(w->x, "si_pid", get(w, 0, 4, true), DP_TGID));
	uid->num = get(w, 4, 4, false);
	uid->size = 4;
	value_add(w->v, uid);
}

static void
add_value(struct walk *w, u32 off)
{
	add_dec(w, "si_int", off, 4, true);
	add_addr(w, "si_ptr", off);
}

static void
add_ticks(struct walk *w, const char *name, u32 off, u32 size)
{
	/* 32 bits are signed, but shown as if they were not */
	value_add(w->v, dec_ticks(w->x, name, get(w, off, size, size == 4)));
}

static void
add_child(struct walk *w)
{
	u32 time_size = w->word, at = w->word == 8 ? 16 : 12;

	add_pid_uid(w);
	if (w->code == CLD_EXITED_)
		add_dec(w, "si_status", 8, 4, true);
	else
		value_add(w->v,
			  dec_signal(w->x, "si_status", get(w, 8, 4, true)));
	add_ticks(w, "si_utime", at, time_size);
	add_ticks(w, "si_stime", at + time_size, time_size);
}

/* A fault: the address, and what some codes add behind it. */
static void
add_fault(struct walk *w)
{
	u32 next = w->word;
	struct value *v;

	add_addr(w, "si_addr", 0);
	if (w->sig == SIGBUS_ && (w->code == 4 || w->code == 5)) {
		v = value_int(w->x->arena, "si_addr_lsb",
			      get(w, next, 2, false), VN_HEX);
		value_add(w->v, v);
	} else if (w->sig == SIGSEGV_ && w->code == 3) {
		add_addr(w, "si_lower", next + w->word);
		add_addr(w, "si_upper", next + 2 * w->word);
	} else if (w->sig == SIGSEGV_ && w->code == 4) {
		add_dec(w, "si_pkey", next + w->word, 4, false);
	}
}

static void
add_sys(struct walk *w)
{
	u32 arch = get(w, w->word + 4, 4, false);
	u32 nr = get(w, w->word, 4, false);
	u32 type = dec_type_find(w->x, "audit_arch");

	add_addr(w, "si_call_addr", 0);
	value_add(w->v, dec_arch_nr(w->x, "si_syscall", arch, nr));
	if (type != DESC_NONE)
		value_add(w->v, dec_enum(w->x, type, "si_arch", arch));
}

/* Codes of no known kind: what is not zero. */
static void
add_any(struct walk *w, bool always_pid)
{
	if (always_pid || get(w, 0, 4, false) || get(w, 4, 4, false))
		add_pid_uid(w);
	if (get(w, 8, w->word, false))
		add_value(w, 8);
}

static void
add_by_signal(struct walk *w)
{
	switch (w->sig) {
	case SIGCHLD_:
		add_child(w);
		break;
	case SIGILL_:
	case SIGFPE_:
	case SIGSEGV_:
	case SIGBUS_:
	case SIGTRAP_:
		add_fault(w);
		break;
	case SIGIO_:
		if (code_of_signal(w->sig, w->code)) {
			add_dec(w, "si_band", 0, w->word, true);
			add_dec(w, "si_fd", w->word, 4, true);
		}
		break;
	case SIGSYS_:
		add_sys(w);
		break;
	default:
		add_any(w, false);
		break;
	}
}

static void
add_union(struct walk *w)
{
	switch (w->code) {
	case SI_USER_:
	case SI_TKILL_:
		add_pid_uid(w);
		break;
	case SI_TIMER_:
		value_add(w->v, value_int(w->x->arena, "si_timerid",
					  get(w, 0, 4, false), VN_HEX));
		add_dec(w, "si_overrun", 4, 4, true);
		add_value(w, 8);
		break;
	case SI_SIGIO_:
		add_dec(w, "si_band", 0, w->word, true);
		add_dec(w, "si_fd", w->word, 4, true);
		break;
	default:
		if (w->code > 0)
			add_by_signal(w);
		else
			add_any(w, true);
		break;
	}
}

static struct value *
siginfo_value(struct dctx *x, const char *name, const u8 *data, u32 word)
{
	struct walk w = {.x = x, .at = 0, .word = word};
	u32 err;
	const char *s;

	w.o.data = data;
	w.v = value_new(x->arena, V_STRUCT, name);
	w.sig = get(&w, 0, 4, false);
	if (!w.sig)
		return w.v;
	err = get(&w, 4, 4, false);
	w.code = (s32)get(&w, 8, 4, true);
	value_add(w.v, dec_signal(x, "si_signo", (s64)(s32)w.sig));
	add_enum(&w, "si_code", (u32)w.code, VN_HEX, code_name(w.sig, w.code));
	if (err) {
		s = errno_name(err);
		add_enum(&w, "si_errno", err, VN_UDEC, s);
	}
	w.at = word == 8 ? 16 : 12;
	add_union(&w);
	return w.v;
}

hook_fn hook_siginfo;

struct value *
hook_siginfo(struct dctx *x, const struct hook_in *in)
{
	u8 *data = arena_alloc(x->arena, SIGINFO_SIZE);

	for (u32 i = 0; i < in->obj->avail && i < SIGINFO_SIZE; i++)
		data[i] = in->obj->data[i];
	return siginfo_value(x, in->name, data,
			     abi_info(x->call->abi)->wordsize);
}
