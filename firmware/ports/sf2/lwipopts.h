/* lwIP as the Ethernet boards use it: no operating system, no heap of libc, one TCP connection. */
#ifndef PIGTRACE_FIRMWARE_LWIPOPTS_H
#define PIGTRACE_FIRMWARE_LWIPOPTS_H

#include <stdint.h>

#define NO_SYS                   1
#define SYS_LIGHTWEIGHT_PROT     0 /* only the main loop calls lwIP */
#define LWIP_SOCKET              0
#define LWIP_NETCONN             0
#define LWIP_ALTCP               0
#define LWIP_UDP                 1 /* SNTP */
#define MEMP_NUM_UDP_PCB         1
#define LWIP_DHCP                0
#define LWIP_DNS                 0
#define LWIP_RAW                 0
#define IP_REASSEMBLY            0
#define IP_FRAG                  0
#define LWIP_STATS               0
#define LWIP_NETIF_LINK_CALLBACK 0
#define LWIP_ARP                 1
#define LWIP_ETHERNET            1
#define LWIP_NOASSERT            1 /* what lwIP asserts of data off the wire it also refuses */
#define LWIP_TCP_KEEPALIVE       0

#define MEM_ALIGNMENT                      4
#define MEM_LIBC_MALLOC                    0
#define MEM_SIZE                           7168
#define MEMP_NUM_PBUF                      4
#define MEMP_NUM_TCP_PCB                   3
#define MEMP_NUM_TCP_PCB_LISTEN            1
#define MEMP_NUM_TCP_SEG                   12
#define PBUF_POOL_SIZE                     6
#define TCP_MSS                            960
#define TCP_WND                            (3 * TCP_MSS)
#define TCP_SND_BUF                        (3 * TCP_MSS)
#define TCP_SND_QUEUELEN                   10
#define TCP_QUEUE_OOSEQ                    0
#define TCP_MAXRTX                         8
#define TCP_SYNMAXRTX                      3
#define LWIP_RANDOMIZE_INITIAL_LOCAL_PORTS 1

/* The longest note with its topic and MQTT header; PUBACK and a PINGREQ beside it. */
#define MQTT_OUTPUT_RINGBUF_SIZE   4608
#define MQTT_VAR_HEADER_BUFFER_LEN 128
#define MQTT_REQ_MAX_IN_FLIGHT     4
#define MQTT_REQ_TIMEOUT           10
#define MQTT_CYCLIC_TIMER_INTERVAL 1

uint32_t uplink_random(void);
#define LWIP_RAND() uplink_random()

#endif
