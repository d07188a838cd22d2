package dev.gauntlet.local;

import java.nio.file.Path;

/**
 * A container as it runs on a {@link LocalNode}.
 *
 * @param namespace the pod's namespace
 * @param pod the pod's name
 * @param container the container's name
 * @param podIp the pod's address
 * @param handle the process that stands for it
 * @param restarts how often it was started anew
 * @param log what it has printed since the pod started
 */
public record ContainerProcess(
    String namespace, String pod, String container, String podIp, ProcessHandle handle, int restarts, Path log) {}
