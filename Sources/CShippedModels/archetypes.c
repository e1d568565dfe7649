#include "shipped_models.h"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char archetypes[] = {
#embed "../../models/archetypes.safetensors"
};
#pragma clang diagnostic pop

const unsigned char *shipped_archetypes(size_t *bytes) {
    *bytes = sizeof archetypes;
    return archetypes;
}
