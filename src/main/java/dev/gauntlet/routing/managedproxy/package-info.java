/**
 * The provider {@code ManagedProxy}: an nginx with Lua that Gauntlet configures, runs and puts between the client-facing Service and
 * the variants for as long as an experiment runs. It carries HTTP/1.x; WebSocket upgrades and gRPC are not supported.
 *
 * <p>Each request gets a source: {@code assigned} (by its unit, or at random where the unit is the request; the only one that enters the
 * analysis), {@code override} (it named its variant), {@code unassigned} (no unit key, served by the champion) or {@code random} (no unit
 * key, drawn for itself). A model learns the assignment from the headers {@code X-Gauntlet-Experiment}, {@code X-Gauntlet-Variant},
 * {@code X-Gauntlet-Unit-Bucket} and {@code X-Gauntlet-Source}; the last one is {@code fallback} where the champion serves a request that a
 * challenger failed. Headers with underscores in their name are dropped, as nginx does by default, so that none of these can be forged.
 *
 * <p>Metrics, by assigned variant and first upstream status (intent to treat; 502 is a failed connection, 504 a timeout, 499 a client
 * that gave up): {@code gauntlet_requests_total{experiment,variant,source,code,unit_bucket}}, the histogram
 * {@code gauntlet_request_duration_seconds{experiment,variant,source,le}} of the first attempt,
 * {@code gauntlet_fallbacks_total{experiment,variant}}, {@code gauntlet_config_generation{experiment}} and
 * {@code process_start_time_seconds}, the moment the counters were zero. An answer that breaks off within its body counts by the status
 * it began with.
 */
package dev.gauntlet.routing.managedproxy;
