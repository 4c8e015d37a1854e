/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory. A tracer that runs out of memory cannot go on honestly, so these
 * never return NULL; bug() detaches everything first.
 */
#include "ctrace/base.h"

#include <stdlib.h>
#include <string.h>

static void *
checked(void *p)
{
	if (!p)
		bug("out of memory");
	return p;
}

void *
mem_alloc(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *
mem_zalloc(size_t size)
{
	return checked(calloc(1, size ? size : 1));
}

void *
mem_realloc(void *p, size_t size)
{
	return checked(realloc(p, size ? size : 1));
}

char *
mem_strndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *p = mem_alloc(len + 1);

	memcpy(p, s, len);
	p[len] = '\0';
	return p;
}

char *
mem_strdup(const char *s)
{
	return mem_strndup(s, strlen(s));
}

void
mem_free(void *p)
{
	free(p);
}
