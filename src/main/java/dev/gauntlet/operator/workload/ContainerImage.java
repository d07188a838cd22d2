package dev.gauntlet.operator.workload;

import java.util.List;

/**
 * An image that a container runs.
 *
 * @param container name of the container
 * @param image image as the workload names it; the repository alone where only the pods tell
 * @param digests repository digests ({@code repository@sha256:...}) that its pods run, in their order; empty when no pod tells
 */
public record ContainerImage(String container, String image, List<String> digests) {

    /** Copies the list. */
    public ContainerImage {
        digests = List.copyOf(digests);
    }
}
