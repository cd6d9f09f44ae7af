/*
 * emac.h - the Ethernet MAC of SmartFusion2 as an lwIP interface.
 *
 * Use     emac_start is netif_add's `init`; then emac_poll in every round of the main loop.
 * Memory  static: four frames of EMAC_FRAME_MOST in, one out. Longer frames are dropped by the MAC.
 */
#ifndef PIGTRACE_FIRMWARE_EMAC_H
#define PIGTRACE_FIRMWARE_EMAC_H

#include "lwip/netif.h"

#include <stdbool.h>

#define EMAC_FRAME_MOST 1088 /* TCP_MSS and its headers, and what a switch puts between */

err_t emac_start(struct netif *netif);

/* Hand the frames that arrived to lwIP. */
void emac_poll(struct netif *netif);

/* Whether the PHY sees a partner at the other end of the cable. */
bool emac_link(void);

#endif
