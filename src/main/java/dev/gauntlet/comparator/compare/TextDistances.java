package dev.gauntlet.comparator.compare;

import org.apache.commons.lang3.StringUtils;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * The distances of Commons Text as shares, with a bound on the work: both need time in proportion to the product of the lengths, and two
 * long answers must not keep a core busy.
 */
final class TextDistances {

    /** So many characters of each text are looked at; a comparison then takes some 10 ms at most. */
    static final int LONGEST = 2_000;

    private static final JaroWinklerSimilarity JARO_WINKLER = new JaroWinklerSimilarity();

    private TextDistances() {
    }

    static double length(String one, String other) {
        int longer = Math.max(one.length(), other.length());
        return longer == 0 ? 0 : Math.abs(one.length() - other.length()) / (double) longer;
    }

    /**
     * Edit distance over the longer length. What both begin and end with changes no edit distance; of the rest, what lies beyond
     * {@value #LONGEST} characters counts as edited, so that long texts never seem nearer than they are.
     */
    static double levenshtein(String one, String other) {
        int longer = Math.max(one.length(), other.length());
        int shorter = Math.min(one.length(), other.length());
        if (one.equals(other)) {
            return 0;
        }
        int begin = Math.min(StringUtils.getCommonPrefix(one, other).length(), shorter);
        int end = 0;
        while (end < shorter - begin && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        String middle = one.substring(begin, one.length() - end);
        String otherMiddle = other.substring(begin, other.length() - end);
        int edits = LevenshteinDistance.getDefaultInstance().apply(head(middle), head(otherMiddle));
        int beyond = Math.max(tail(middle), tail(otherMiddle));
        return (edits + beyond) / (double) longer;
    }

    /** One minus the similarity of the first {@value #LONGEST} characters; texts that differ only beyond are as far as their lengths. */
    static double jaroWinkler(String one, String other) {
        if (one.equals(other)) {
            return 0;
        }
        double distance = 1 - JARO_WINKLER.apply(head(one), head(other));
        return distance > 0 ? distance : Math.max(length(one, other), 1.0 / Math.max(one.length(), other.length()));
    }

    private static String head(String text) {
        return text.substring(0, Math.min(LONGEST, text.length()));
    }

    private static int tail(String text) {
        return Math.max(0, text.length() - LONGEST);
    }
}
