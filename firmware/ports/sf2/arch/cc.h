/* What lwIP asks of a compiler: all of it is C11's, but for its two printing hooks. */
#ifndef PIGTRACE_FIRMWARE_ARCH_CC_H
#define PIGTRACE_FIRMWARE_ARCH_CC_H

#define LWIP_PLATFORM_DIAG(text)   ((void)0)
#define LWIP_PLATFORM_ASSERT(text) ((void)0)
#define LWIP_NO_CTYPE_H            1
#define LWIP_NO_UNISTD_H           1

#endif
