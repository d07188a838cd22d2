/**
 * The models, model servers and client traffic of the quick start and of the end-to-end tests.
 *
 * <p>Nothing here is part of the operator: it is what a user of the operator would already have, namely two real
 * models that recognise handwritten digits, an HTTP server for each that speaks the Open Inference Protocol v2 and
 * exports Prometheus metrics, and clients that send images and, a little later, the labels.
 */
package dev.gauntlet.demo;
