/* Model files that are part of the program, so that it needs no path to find them. */
#ifndef SHIPPED_MODELS_H
#define SHIPPED_MODELS_H

#include <stddef.h>

/* The bytes of models/archetypes.safetensors, and how many they are. */
const unsigned char *shipped_archetypes(size_t *bytes);

#endif
