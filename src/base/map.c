/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hash maps with open addressing and linear probing; at most three quarters
 * full. Deletion shifts the run back, so that there are no tombstones.
 */
#include "ctrace/base.h"

#include <string.h>

struct map_slot {
	u64 key;
	void *value; /* NULL: free */
};

static size_t
map_hash(u64 key)
{
	return (size_t)(key * 0x9e3779b97f4a7c15ull >> 20);
}

void
map_release(struct map *m)
{
	mem_free(m->slots);
	*m = (struct map)MAP_INIT;
}

static struct map_slot *
map_slot(const struct map *m, u64 key)
{
	size_t i = map_hash(key) & (m->cap - 1);

	while (m->slots[i].value && m->slots[i].key != key)
		i = (i + 1) & (m->cap - 1);
	return &m->slots[i];
}

void *
map_get(const struct map *m, u64 key)
{
	return m->cap ? map_slot(m, key)->value : NULL;
}

static void
map_grow(struct map *m)
{
	struct map old = *m;

	m->cap = old.cap ? old.cap * 2 : 16;
	m->slots = mem_zalloc(m->cap * sizeof(*m->slots));
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].value)
			*map_slot(m, old.slots[i].key) = old.slots[i];
	mem_free(old.slots);
}

void
map_put(struct map *m, u64 key, void *value)
{
	struct map_slot *s;

	must(value);
	if ((m->n + 1) * 4 > m->cap * 3)
		map_grow(m);
	s = map_slot(m, key);
	m->n += !s->value;
	s->key = key;
	s->value = value;
}

void *
map_del(struct map *m, u64 key)
{
	struct map_slot *s;
	size_t i, j;
	void *value;

	if (!m->cap)
		return NULL;
	s = map_slot(m, key);
	value = s->value;
	if (!value)
		return NULL;
	m->n--;
	for (i = j = (size_t)(s - m->slots);;) {
		size_t home;

		m->slots[i].value = NULL;
		do {
			j = (j + 1) & (m->cap - 1);
			if (!m->slots[j].value)
				return value;
			home = map_hash(m->slots[j].key) & (m->cap - 1);
		} while (i <= j ? i < home && home <= j
				: i < home || home <= j);
		m->slots[i] = m->slots[j];
		i = j;
	}
}

bool
map_next(const struct map *m, size_t *pos, u64 *ret_key, void **ret_value)
{
	for (; *pos < m->cap; ++*pos) {
		if (!m->slots[*pos].value)
			continue;
		*ret_key = m->slots[*pos].key;
		*ret_value = m->slots[(*pos)++].value;
		return true;
	}
	return false;
}

/* ---- string keys ------------------------------------------------------- */

struct strmap_slot {
	char *key;
	size_t len;
	void *value;
};

static size_t
str_hash(const char *s, size_t len)
{
	u64 h = 0xcbf29ce484222325ull;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (u8)s[i]) * 0x100000001b3ull;
	return (size_t)(h ^ h >> 29);
}

void
strmap_release(struct strmap *m)
{
	for (size_t i = 0; i < m->cap; i++)
		mem_free(m->slots[i].key);
	mem_free(m->slots);
	*m = (struct strmap)STRMAP_INIT;
}

static struct strmap_slot *
strmap_slot(const struct strmap *m, const char *key, size_t len)
{
	size_t i = str_hash(key, len) & (m->cap - 1);

	while (m->slots[i].key && (m->slots[i].len != len ||
				   memcmp(m->slots[i].key, key, len) != 0))
		i = (i + 1) & (m->cap - 1);
	return &m->slots[i];
}

void *
strmap_getn(const struct strmap *m, const char *key, size_t len)
{
	return m->cap ? strmap_slot(m, key, len)->value : NULL;
}

void *
strmap_get(const struct strmap *m, const char *key)
{
	return strmap_getn(m, key, strlen(key));
}

static void
strmap_grow(struct strmap *m)
{
	struct strmap old = *m;

	m->cap = old.cap ? old.cap * 2 : 16;
	m->slots = mem_zalloc(m->cap * sizeof(*m->slots));
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].key)
			*strmap_slot(m, old.slots[i].key, old.slots[i].len) =
				old.slots[i];
	mem_free(old.slots);
}

void
strmap_put(struct strmap *m, const char *key, void *value)
{
	size_t len = strlen(key);
	struct strmap_slot *s;

	must(value);
	if ((m->n + 1) * 4 > m->cap * 3)
		strmap_grow(m);
	s = strmap_slot(m, key, len);
	if (!s->key) {
		s->key = mem_strdup(key);
		s->len = len;
		m->n++;
	}
	s->value = value;
}

bool
strmap_next(const struct strmap *m, size_t *pos, const char **ret_key,
	    void **ret_value)
{
	for (; *pos < m->cap; ++*pos) {
		if (!m->slots[*pos].key)
			continue;
		*ret_key = m->slots[*pos].key;
		*ret_value = m->slots[(*pos)++].value;
		return true;
	}
	return false;
}
