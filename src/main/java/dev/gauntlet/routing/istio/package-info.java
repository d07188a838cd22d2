/**
 * The provider {@code Istio}: one HTTP route of a {@code VirtualService} of {@code networking.istio.io/v1}, which the sidecars and gateways
 * of the mesh carry out. Every request is drawn on its own.
 *
 * <p>Istio merges nothing: {@code spec.http} has one owner as a whole, and the first HTTP route that matches serves a request. What a
 * sidecar copies to a challenger carries the original's host with the suffix {@code -shadow}, and the header {@code X-Gauntlet-Variant} of
 * the variant that answers the client.
 */
package dev.gauntlet.routing.istio;
