/**
 * A cluster on one machine, made of the real programs: etcd, kube-apiserver, kube-controller-manager and Prometheus as
 * processes, pods as processes behind loopback addresses. The integration tests and the quick start share it.
 */
package dev.gauntlet.local;
