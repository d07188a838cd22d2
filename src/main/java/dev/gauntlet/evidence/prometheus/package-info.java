/** Raw samples from anything that speaks the Prometheus HTTP API; every kind of answer is a typed outcome. */
package dev.gauntlet.evidence.prometheus;
