/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wake-ups: how a wait for the next stop ends without a stop.
 *
 * wait4 is interrupted by a signal whose handler lacks SA_RESTART. One that
 * comes between our look at the flag and wait4 would be lost; blocking signals
 * around the wait costs two system calls per stop. So the handler itself
 * starts a periodic timer, which goes on until the wake-up is served: a lost
 * one costs one period, and a stop costs nothing. Deadlines use the same
 * timer; it runs only while somebody has one. Another one ticks while a wait
 * must not last (wait.c).
 *
 * What a handler touches must be global: `pending` below is the one piece of
 * state outside the tree that hangs from the engine. Two captures at a time in
 * one process share it: the first to look serves the signal.
 *
 * Writes of sinks can be interrupted by the timer: they retry on EINTR.
 */
#include "priv.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#define TICK_NS 1000000

static const int caught[WAKE_SIGNALS] = {
	SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGALRM,
};
/* As long as we trace, writing to a terminal from the background is fine, and
 * a file that would grow too large is an error of write(2). */
static const int ignored[] = {SIGTTIN, SIGTTOU, SIGXFSZ};

struct wake_saved {
	struct sigaction caught[WAKE_SIGNALS];
	struct sigaction ignored[ARRAY_SIZE(ignored)];
	struct sigaction tstp;
	bool all;  /* else SIGALRM's only */
	bool stop; /* SIGTSTP's, too */
};

static struct {
	volatile sig_atomic_t signo;
	volatile sig_atomic_t any;
} pending;

/* Fires after first_ns, then every period_ns; 0, 0: never. */
static void
arm(u64 first_ns, u32 period_ns)
{
	struct itimerval t = {
		.it_interval = {0, (suseconds_t)period_ns / 1000},
		.it_value = {0, (suseconds_t)((first_ns + 999) / 1000)},
	};

	setitimer(ITIMER_REAL, &t, NULL);
}

static void
on_signal(int signo)
{
	int err = errno;

	if (signo != SIGALRM) {
		pending.signo = signo;
		arm(WAKE_PERIOD_NS, WAKE_PERIOD_NS);
	}
	pending.any = 1;
	errno = err;
}

static void
set_handler(int signo, void (*fn)(int), struct sigaction *ret_old)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = fn;
	sigemptyset(&sa.sa_mask);
	sigaction(signo, &sa, ret_old);
}

static void
take_alarm(struct wake *w)
{
	sigset_t set;

	if (w->saved)
		return;
	w->saved = mem_zalloc(sizeof(*w->saved));
	set_handler(SIGALRM, on_signal, &w->saved->caught[WAKE_SIGNALS - 1]);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

void
wake_catch(struct wake *w, enum interruptible how)
{
	size_t i;

	take_alarm(w);
	if (w->saved->all)
		return;
	w->saved->all = true;
	for (i = 0; i < WAKE_SIGNALS - 1; i++)
		set_handler(caught[i], how >= INTR_NEVER ? SIG_IGN : on_signal,
			    &w->saved->caught[i]);
	for (i = 0; i < ARRAY_SIZE(ignored); i++)
		set_handler(ignored[i], SIG_IGN, &w->saved->ignored[i]);
	w->saved->stop = how == INTR_NEVER_TSTP;
	if (w->saved->stop)
		set_handler(SIGTSTP, SIG_IGN, &w->saved->tstp);
}

static void
disarm(struct wake *w)
{
	arm(0, 0);
	w->armed = 0;
}

static int
serve(struct wake *w, u64 deadline)
{
	u64 now;

	pending.any = 0;
	if (pending.signo != 0) {
		w->signo = pending.signo;
		pending.signo = 0;
		disarm(w);
		return -EINTR;
	}
	if (deadline == UINT64_MAX) {
		if (w->armed)
			disarm(w);
		return 1;
	}
	now = clock_mono_ns();
	if (now >= deadline)
		return 0;
	if (w->armed != w->period) {
		take_alarm(w);
		arm(u64_min(deadline - now, w->period), w->period);
		w->armed = w->period;
	}
	return 1;
}

int
wake_poll(struct wake *w, u64 deadline)
{
	if (!pending.any && (deadline == UINT64_MAX || w->armed == w->period))
		return 1;
	return serve(w, deadline);
}

int
wake_tick(struct wake *w, bool on)
{
	struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL,
			      .sigev_signo = SIGALRM};
	struct timespec period = {0, on ? TICK_NS : 0};
	struct itimerspec t = {period, period};

	take_alarm(w);
	if (!w->ticks && timer_create(CLOCK_MONOTONIC, &ev, &w->tick) < 0)
		return -errno;
	w->ticks = true;
	return timer_settime(w->tick, 0, &t, NULL) < 0 ? -errno : 0;
}

void
wake_release(struct wake *w)
{
	size_t i;

	if (!w->saved)
		return;
	if (w->ticks)
		timer_delete(w->tick);
	w->ticks = false;
	disarm(w);
	for (i = 0; i < WAKE_SIGNALS; i++)
		if (w->saved->all || caught[i] == SIGALRM)
			sigaction(caught[i], &w->saved->caught[i], NULL);
	for (i = 0; w->saved->all && i < ARRAY_SIZE(ignored); i++)
		sigaction(ignored[i], &w->saved->ignored[i], NULL);
	if (w->saved->stop)
		sigaction(SIGTSTP, &w->saved->tstp, NULL);
	mem_free(w->saved);
	w->saved = NULL;
}
