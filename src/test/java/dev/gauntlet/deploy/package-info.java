/** Tests of what is shipped for a cluster, on a real API server: the manifests, the operator's rights, the schema. */
package dev.gauntlet.deploy;
