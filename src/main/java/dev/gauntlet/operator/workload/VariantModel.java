package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The model behind a variant: everything of its workload that decides what is served, and nothing of how it is run. Replicas, labels,
 * annotations (such as a restart's), resources, probes and scheduling are not part of it; nor is the content of ConfigMaps, Secrets and
 * volumes, of which only the reference is known.
 *
 * @param variant name of the variant
 * @param kind kind of the workload
 * @param name name of the workload
 * @param served path within the workload to value; images and model URIs are written out, everything else is a short digest
 * @param digests container to the repository digests that its pods run; containers of which no pod tells are left out
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VariantModel(String variant, String kind, String name, SortedMap<String, String> served,
        SortedMap<String, List<String>> digests) {

    private static final Pattern IMAGE = Pattern.compile(".*\\[(.+)]\\.image|.*\\.(\\w+)\\.image");
    private static final String URI = ".storageUri";

    /** Copies the maps. */
    public VariantModel {
        served = served == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(new TreeMap<>(served));
        digests = digests == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(new TreeMap<>(digests));
    }

    /** The images of all containers, init containers included. */
    public List<ContainerImage> images() {
        List<ContainerImage> images = new ArrayList<>();
        Map<String, List<String>> untold = new TreeMap<>(digests);
        served.forEach((path, image) -> {
            Matcher container = IMAGE.matcher(path);
            if (container.matches()) {
                String named = container.group(1) == null ? container.group(2) : container.group(1);
                images.add(new ContainerImage(named, image, Optional.ofNullable(untold.remove(named)).orElse(List.of())));
            }
        });
        untold.forEach((container, known) -> images.add(new ContainerImage(container, known.get(0).split("@", 2)[0], known)));
        return List.copyOf(images);
    }

    /** The URI from which an InferenceService loads its model; empty for other workloads. */
    public Optional<String> modelUri() {
        return served.entrySet().stream().filter(field -> field.getKey().endsWith(URI)).map(Map.Entry::getValue).findFirst();
    }

    /** Identity of what is served, {@code sha256:} and 64 hexadecimal digits; pods and their digests do not change it. */
    public String fingerprint() {
        return "sha256:" + Fingerprints.sha256(served);
    }

    /** Whether a path's value is written out rather than digested. */
    static boolean isReadable(String path) {
        return path.endsWith(".image") || path.endsWith(URI);
    }
}
