/**
 * The provider {@code Istio}: one HTTP route of a {@code VirtualService} of {@code networking.istio.io/v1}, which the sidecars and gateways
 * of the mesh carry out. Every request is drawn on its own.
 *
 * <p>Istio merges nothing: {@code spec.http} has one owner as a whole, and the first HTTP route that matches serves a request. What a
 * sidecar copies to a challenger carries the original's host with the suffix {@code -shadow}. Models find their variant in the request
 * header {@code X-Gauntlet-Variant}, and in {@code X-Gauntlet-Source} whether it was {@code assigned} by weight or is an {@code override}
 * by the client; on copies both are those of the original.
 */
package dev.gauntlet.routing.istio;
