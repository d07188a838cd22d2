package dev.gauntlet.operator.workload;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Tells how a variant's model differs from what it was. */
final class ModelDifference {

    /** More would not help to find the change. */
    private static final int TOLD = 4;

    private ModelDifference() {
    }

    /**
     * One clause such as {@code Deployment fraud-v2 changed containers[model].image fraud:2 -> fraud:3}; empty when both serve the
     * same.
     */
    static Optional<String> between(VariantModel start, VariantModel now) {
        List<String> differences = new ArrayList<>();
        Set<String> paths = new TreeSet<>(start.served().keySet());
        paths.addAll(now.served().keySet());
        // What people know by sight comes first.
        paths.stream().filter(VariantModel::isReadable).forEach(path -> field(path, start, now).ifPresent(differences::add));
        rebuilt(start, now).forEach(differences::add);
        paths.stream().filter(path -> !VariantModel.isReadable(path))
                .forEach(path -> field(path, start, now).ifPresent(differences::add));
        if (differences.isEmpty()) {
            return Optional.empty();
        }
        int more = differences.size() - TOLD;
        return Optional.of(now.kind() + " " + now.name() + " changed "
                + String.join(", ", differences.subList(0, Math.min(TOLD, differences.size())))
                + (more > 0 ? " and " + more + " more" : ""));
    }

    private static Optional<String> field(String path, VariantModel start, VariantModel now) {
        String before = start.served().get(path);
        String after = now.served().get(path);
        if (Objects.equals(before, after)) {
            return Optional.empty();
        }
        return Optional.of(VariantModel.isReadable(path) ? path + " " + shown(before) + " -> " + shown(after)
                : path + (before == null ? " (added)" : after == null ? " (removed)" : ""));
    }

    private static String shown(String value) {
        return value == null ? "none" : value;
    }

    /**
     * Images of an unchanged name whose content is another. It counts when no digest of the start is left, because nodes of different
     * kinds may name one image by different digests.
     */
    private static List<String> rebuilt(VariantModel start, VariantModel now) {
        List<String> rebuilt = new ArrayList<>();
        start.digests().forEach((container, before) -> {
            List<String> after = now.digests().getOrDefault(container, List.of());
            if (!after.isEmpty() && !before.isEmpty() && sameImage(container, start, now) && Collections.disjoint(before, after)) {
                rebuilt.add("the content of container " + container + "'s image " + before.get(0) + " -> " + after.get(0));
            }
        });
        return rebuilt;
    }

    private static boolean sameImage(String container, VariantModel start, VariantModel now) {
        return image(container, start).equals(image(container, now));
    }

    private static Optional<String> image(String container, VariantModel model) {
        return model.images().stream().filter(image -> image.container().equals(container)).map(ContainerImage::image).findFirst();
    }
}
