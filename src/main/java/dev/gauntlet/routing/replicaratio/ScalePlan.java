package dev.gauntlet.routing.replicaratio;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which numbers of replicas change, as a pure function of what is there; called again whenever something has changed, until
 * nothing differs.
 *
 * <p>One variant leads: the champion, or the winner of a promotion. It is raised before anything else is done. Then, where the champion
 * leads:
 * <ul>
 * <li>A variant that has too many replicas is lowered at once. At least half of the total stays ready, though: as many of its ready pods
 * as that takes are kept until the champion's are ready.
 * <li>A variant that has too few is raised once all of the champion's wanted pods are ready and no other has too many. So it never has
 * more than its wanted number of ready pods, beside at least the champion's wanted number: its share is at most the wanted one.
 * <li>The champion is lowered when all others are ready.
 * </ul>
 * Where a winner leads, the others are lowered when it is ready: there is no hurry, and no capacity is lost.
 */
final class ScalePlan {

    private ScalePlan() {
    }

    /**
     * One variant.
     *
     * @param name its name
     * @param replicas number of replicas asked for
     * @param behind number of pods that get requests
     * @param wanted number of replicas that it is to have
     */
    record Row(String name, int replicas, int behind, int wanted) {

        boolean isSettled() {
            return replicas == wanted && behind == wanted;
        }
    }

    /**
     * What is to be written now.
     *
     * @param rows all variants, with at least the leading one
     * @param leader name of the leading variant
     * @param retreat whether the others' requests are to leave them without delay: the champion leads
     * @return numbers of replicas by variant name, in the order in which to write them; empty when there is nothing to do but to wait
     */
    static Map<String, Integer> next(List<Row> rows, String leader, boolean retreat) {
        Row leading = rows.stream().filter(row -> row.name().equals(leader)).findFirst().orElseThrow();
        List<Row> others = rows.stream().filter(row -> !row.name().equals(leader)).toList();
        Map<String, Integer> writes = new LinkedHashMap<>();
        if (leading.replicas() < leading.wanted()) {
            writes.put(leader, leading.wanted());
        }
        if (retreat) {
            writes.putAll(lowered(leading, others, rows.stream().mapToInt(Row::wanted).sum()));
        } else if (leading.behind() >= leading.wanted()) {
            others.stream().filter(row -> row.replicas() > row.wanted()).forEach(row -> writes.put(row.name(), row.wanted()));
        }
        if (leading.behind() >= leading.wanted()
                && others.stream().allMatch(row -> row.replicas() <= row.wanted() && row.behind() <= row.wanted())) {
            others.stream().filter(row -> row.replicas() < row.wanted()).forEach(row -> writes.put(row.name(), row.wanted()));
        }
        if (leading.replicas() > leading.wanted() && others.stream().allMatch(Row::isSettled)) {
            writes.put(leader, leading.wanted());
        }
        return writes;
    }

    private static Map<String, Integer> lowered(Row leading, List<Row> others, int total) {
        List<Row> tooMany = others.stream().filter(row -> row.replicas() > row.wanted()).toList();
        int staying = leading.behind() + others.stream().filter(row -> !tooMany.contains(row)).mapToInt(Row::behind).sum();
        int lacking = (total + 1) / 2 - staying;
        Map<String, Integer> writes = new LinkedHashMap<>();
        for (Row row : tooMany) {
            int kept = Math.min(row.replicas(), Math.max(row.wanted(), Math.min(row.behind(), lacking)));
            lacking -= Math.min(kept, row.behind());
            if (kept < row.replicas()) {
                writes.put(row.name(), kept);
            }
        }
        return writes;
    }
}
