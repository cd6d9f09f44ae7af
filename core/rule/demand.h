/*
 * demand.h - what is demanded of a decoded event: the predicates of the rules in admission.c.
 *
 * Each is true if the event breaks the demand; *key is then the JSON key at fault.
 *
 * Memory  no allocation, no global state. For core/rule itself.
 */
#ifndef PIGTRACE_RULE_DEMAND_H
#define PIGTRACE_RULE_DEMAND_H

#include "core/event/event.h"

bool demand_certificate_validity(const struct event *event, const char **key);
bool demand_arrival_certificate(const struct event *event, const char **key);
bool demand_other_event(const struct event *event, const char **key);
bool demand_event_named(const struct event *event, const char **key);
bool demand_two_sides(const struct event *event, const char **key);
bool demand_drug(const struct event *event, const char **key);
bool demand_withdrawal(const struct event *event, const char **key);
bool demand_packages_of_weight(const struct event *event, const char **key);
bool demand_one_piece(const struct event *event, const char **key);
bool demand_fields(const struct event *event, const char **key);
bool demand_roles(const struct event *event, const char **key);
bool demand_run_of_serials(const struct event *event, const char **key);
bool demand_station_terms(const struct event *event, const char **key);
bool demand_station_key(const struct event *event, const char **key);
bool demand_station_key_form(const struct event *event, const char **key);
bool demand_station_key_name(const struct event *event, const char **key);
bool demand_new_tag(const struct event *event, const char **key);
bool demand_one_animal(const struct event *event, const char **key);
bool demand_best_before(const struct event *event, const char **key);
bool demand_end(const struct event *event, const char **key);
bool demand_expiry(const struct event *event, const char **key);

#endif
