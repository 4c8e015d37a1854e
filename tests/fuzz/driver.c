/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A main() for fuzz targets where no fuzzing engine is linked in: runs every
 * file of the corpus, then mutates them for a while. Deterministic for a seed;
 * what makes the target die is left in a file.
 *
 *   fuzz_X SECONDS FILE...          seed: $FUZZ_SEED, default 1
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

#define INPUT_MAX 65536
#define CORPUS_MAX 4096

struct input {
	uint8_t *data;
	size_t len;
};

static struct input corpus[CORPUS_MAX];
static size_t ncorpus;
static struct input current;
static const char *program;
static uint64_t state;

static uint64_t
next_random(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static size_t
below(size_t n)
{
	return n ? next_random() % n : 0;
}

/* Async-signal-safe: the input that did it, for a debugger and the corpus. */
static void
leave_input(int sig)
{
	static char name[] = "fuzz-crash";
	FILE *f = fopen(name, "w");

	if (f) {
		fwrite(current.data, 1, current.len, f);
		fclose(f);
	}
	fprintf(stderr, "%s: signal %d; the input is in %s\n", program, sig,
		name);
	signal(sig, SIG_DFL);
	raise(sig);
}

static void
load(const char *path)
{
	FILE *f = fopen(path, "r");
	struct input *in = &corpus[ncorpus];

	if (!f || ncorpus == CORPUS_MAX) {
		fprintf(stderr, "%s: cannot read %s\n", program, path);
		exit(1);
	}
	in->data = malloc(INPUT_MAX);
	in->len = fread(in->data, 1, INPUT_MAX, f);
	fclose(f);
	ncorpus++;
}

static void
mutate_once(struct input *in)
{
	static const uint8_t odd[] = {0, 1, 2, 4, 8, 16, 0x7f, 0x80, 0xff};
	const struct input *other;
	size_t at, n;

	switch (below(6)) {
	case 0:
		in->data[below(in->len)] ^= (uint8_t)(1u << below(8));
		break;
	case 1:
		in->data[below(in->len)] = odd[below(sizeof(odd))];
		break;
	case 2:
		in->data[below(in->len)] = (uint8_t)next_random();
		break;
	case 3: /* cut out */
		at = below(in->len);
		n = below(in->len - at);
		memmove(in->data + at, in->data + at + n, in->len - at - n);
		in->len -= n;
		break;
	case 4: /* over it, from another one */
		other = &corpus[below(ncorpus)];
		n = below(other->len < in->len ? other->len : in->len);
		memcpy(in->data + below(in->len - n),
		       other->data + below(other->len - n), n);
		break;
	case 5: /* longer */
		n = below(64);
		if (in->len + n > INPUT_MAX)
			break;
		at = below(in->len);
		memmove(in->data + at + n, in->data + at, in->len - at);
		in->len += n;
		break;
	}
}

static void
run(const struct input *in)
{
	memcpy(current.data, in->data, in->len);
	current.len = in->len;
	LLVMFuzzerTestOneInput(in->data, in->len);
}

static uint64_t
fuzz(double seconds)
{
	struct input in = {malloc(INPUT_MAX), 0};
	time_t end = time(NULL) + (time_t)seconds;
	uint64_t runs = 0;

	while (time(NULL) < end) {
		const struct input *from = &corpus[below(ncorpus)];

		memcpy(in.data, from->data, from->len);
		in.len = from->len;
		for (size_t i = below(8) + 1; i && in.len; i--)
			mutate_once(&in);
		run(&in);
		runs++;
	}
	free(in.data);
	return runs;
}

int
main(int argc, char **argv)
{
	const char *seed = getenv("FUZZ_SEED");
	uint64_t runs;

	program = argv[0];
	if (argc < 3) {
		fprintf(stderr, "usage: %s SECONDS FILE...\n", program);
		return 1;
	}
	state = seed ? strtoull(seed, NULL, 0) | 1 : 1;
	state *= 0x9e3779b97f4a7c15u;
	current.data = malloc(INPUT_MAX);
	for (int i = 2; i < argc; i++)
		load(argv[i]);
	signal(SIGABRT, leave_input);
	signal(SIGSEGV, leave_input);
	for (size_t i = 0; i < ncorpus; i++)
		run(&corpus[i]);
	runs = fuzz(atof(argv[1]));
	printf("%zu inputs of the corpus, %llu mutated\n", ncorpus,
	       (unsigned long long)runs);
	for (size_t i = 0; i < ncorpus; i++)
		free(corpus[i].data);
	free(current.data);
	return 0;
}
