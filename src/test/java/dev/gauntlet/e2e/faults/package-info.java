/** Every phase of an experiment against every fault, on the real control plane, with real proxies, Prometheus and traffic. */
package dev.gauntlet.e2e.faults;
