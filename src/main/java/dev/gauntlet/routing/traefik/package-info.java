/**
 * The provider {@code Traefik}: a {@code TraefikService} of {@code traefik.io/v1alpha1}, to which the user's IngressRoutes lead. It splits
 * ({@code weighted}) or copies ({@code mirroring}), never both at once; where an object has both, Traefik only reads {@code weighted}.
 * Traefik draws in turn by the weights, not at random, copies every n-th request, and writes no status.
 */
package dev.gauntlet.routing.traefik;
