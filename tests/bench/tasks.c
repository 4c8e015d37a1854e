/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs of many threads for the bench. Each does a fixed piece of work;
 * those that measure themselves print one number.
 *
 *   tasks compute        two threads that only compute
 *   tasks sparse         two threads with a call after each 200 us of computing
 *   tasks among N        nanoseconds per call of one thread among N that sleep
 *   tasks fair N         N threads that loop: a hundred times when the last one
 *                        is done over when the first one is
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define THREADS_MAX 1024
#define ROUNDS 10000 /* pieces of about 200 us */
#define PIECE 700000 /* additions in a piece */
#define CALLS_AMONG 20000
#define CALLS_FAIR 2000

static int gate[2];
static pthread_barrier_t start;
static double begin, done[THREADS_MAX]; /* ns */

static double
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static void
compute_piece(void)
{
	volatile unsigned sum = 0;

	for (unsigned i = 0; i < PIECE; i++)
		sum += i;
}

static void *
computing(void *with_calls)
{
	for (int i = 0; i < ROUNDS; i++) {
		compute_piece();
		if (with_calls)
			syscall(SYS_getppid);
	}
	return NULL;
}

static void *
sleeping(void *arg)
{
	char c;

	(void)arg;
	if (read(gate[0], &c, 1) < 0)
		exit(1);
	return NULL;
}

static void *
looping(void *arg)
{
	double *ret_done = arg;

	pthread_barrier_wait(&start);
	for (int i = 0; i < CALLS_FAIR; i++)
		syscall(SYS_getppid);
	*ret_done = now_ns() - begin;
	return NULL;
}

static void
run(pthread_t *t, void *(*fn)(void *), void *arg)
{
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	if (pthread_create(t, &attr, fn, arg) != 0) {
		fprintf(stderr, "tasks: no thread\n");
		exit(1);
	}
}

static int
pair(void *with_calls)
{
	pthread_t t[2];

	for (int i = 0; i < 2; i++)
		run(&t[i], computing, with_calls);
	for (int i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
	return 0;
}

static int
among(int n)
{
	pthread_t t;

	if (pipe(gate) < 0)
		return 1;
	for (int i = 0; i < n; i++)
		run(&t, sleeping, NULL);
	usleep(50000); /* they reach their read */
	begin = now_ns();
	for (int i = 0; i < CALLS_AMONG; i++)
		syscall(SYS_getppid);
	printf("%.0f\n", (now_ns() - begin) / CALLS_AMONG);
	fflush(stdout);
	_exit(0);
}

static int
fair(int n)
{
	pthread_t t[THREADS_MAX];
	double first, last;

	if (n < 1 || n > THREADS_MAX)
		return 1;
	pthread_barrier_init(&start, NULL, (unsigned)n + 1);
	for (int i = 0; i < n; i++)
		run(&t[i], looping, &done[i]);
	begin = now_ns();
	pthread_barrier_wait(&start);
	for (int i = 0; i < n; i++)
		pthread_join(t[i], NULL);
	first = last = done[0];
	for (int i = 1; i < n; i++) {
		first = done[i] < first ? done[i] : first;
		last = done[i] > last ? done[i] : last;
	}
	printf("%.0f\n", 100 * last / first);
	return 0;
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	int n = argc > 2 ? atoi(argv[2]) : 0;

	if (!strcmp(what, "compute"))
		return pair(NULL);
	if (!strcmp(what, "sparse"))
		return pair(argv);
	if (!strcmp(what, "among"))
		return among(n);
	if (!strcmp(what, "fair"))
		return fair(n);
	fprintf(stderr, "usage: tasks compute|sparse|among N|fair N\n");
	return 1;
}
