/**
 * A gateway for tests with real traffic over other systems' route objects, see {@link dev.gauntlet.local.gateway.LocalGateway}. What a
 * route says is read by pure functions, one {@code RouteReader} for each kind.
 */
package dev.gauntlet.local.gateway;
