/**
 * The provider {@code ManagedProxy}: an nginx with Lua that Gauntlet configures, runs and puts between the client-facing Service and
 * the variants for as long as an experiment runs. It carries HTTP/1.x; WebSocket upgrades and gRPC are not supported.
 *
 * <p>Each request gets a source: {@code assigned} (by its unit, or at random where the unit is the request; the only one that enters
 * the analysis beside copies), {@code override} (it named its variant), {@code unassigned} (no unit key, served by the champion) or
 * {@code random} (no unit key, drawn for itself). A copy of a request has the source {@code mirrored}. A model learns the assignment
 * from the headers {@code X-Gauntlet-Experiment}, {@code X-Gauntlet-Variant}, {@code X-Gauntlet-Unit-Bucket} and
 * {@code X-Gauntlet-Source}; the last one is {@code fallback} where the champion serves a request that a challenger failed. Headers with
 * underscores in their name are dropped, as nginx does by default, so that none of these can be forged.
 *
 * <p>Challengers in shadow get copies of requests that were assigned to the champion. Each such request is drawn once, at random, for
 * all of them, and a copy leaves when the answer is out: clients neither wait for a copy nor see anything of it, and its answer is
 * thrown away. A copied request reaches two models, so this is only safe where a request changes nothing but the answer, as inference
 * does; a model that must know finds {@code X-Gauntlet-Shadow: true} on copies, and on nothing else. A copy has the unit bucket of its
 * original and, in the access log, the same {@code requestId}. At most 128 copies are under way per worker process, and bodies of more
 * than 16 MiB are not copied; what is dropped is counted. {@code gauntlet_mirrored_requests_total{experiment,variant,outcome,reason}}
 * counts every draw as {@code sampled}, and later as one of {@code answered}, {@code failed} (no answer came) and {@code dropped} (by
 * reason {@code busy}, {@code body} or {@code internal}). The copies that were sent, {@code answered} and {@code failed} together, are
 * those that the other series count with the source {@code mirrored}.
 *
 * <p>Metrics, by assigned variant and first upstream status (intent to treat; 502 is a failed connection, 504 a timeout, 499 a client
 * that gave up): {@code gauntlet_requests_total{experiment,variant,source,code,unit_bucket}}, the histogram
 * {@code gauntlet_request_duration_seconds{experiment,variant,source,le}} of the first attempt,
 * {@code gauntlet_fallbacks_total{experiment,variant}}, {@code gauntlet_config_generation{experiment}} and
 * {@code process_start_time_seconds}, the moment the counters were zero. An answer that breaks off within its body counts by the status
 * it began with.
 */
package dev.gauntlet.routing.managedproxy;
