/**
 * The provider {@code GatewayAPI}: one rule of an HTTPRoute is split over the variants' Services, for as long as the experiment runs. A
 * gateway draws each request for itself, so the unit is the request.
 *
 * <p>In the rule that is split, {@code backendRefs} lead to the variants by weight and {@code filters} get a RequestMirror for each
 * challenger in shadow; before it stands a rule per variant for the override header. Nothing else of the route changes, and at the end
 * these are as they were.
 *
 * <p>All weights are core features that every gateway has. Copies are not: whether the gateways that the route attaches to can make them is
 * read from their GatewayClass, or else looked up by its controller, and what is not known is refused.
 * Headers by which a model learns its variant are looked up in the same way, and left out where nothing is known. Names of rules need
 * the Gateway API 1.4 or its experimental channel; an API server with an older one refuses the rules for the override header.
 */
package dev.gauntlet.routing.gatewayapi;
