/** TLS settings of the connections that the operator's configuration names. */
package dev.gauntlet.operator.tls;
