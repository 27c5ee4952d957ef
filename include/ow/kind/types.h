/* The types' tables; each is defined in the file of its name. */
#ifndef OW_KIND_TYPES_H
#define OW_KIND_TYPES_H

#include "ow/kind/kind.h"

extern const struct kind kind_instance;
extern const struct kind kind_volume;
extern const struct kind kind_floating_ip;
extern const struct kind kind_image;

#endif
