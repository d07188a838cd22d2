package dev.gauntlet.stats.histogram;

/** Exact law of the Mann-Whitney statistic when nothing differs and no values are tied. */
final class RankSumLaw {

    private RankSumLaw() {
    }

    /**
     * The smallest u with {@code P(U <= u) >= p}. By the recursion of Mann and Whitney (1947) on which sample holds the largest
     * value, {@code P(m, n, u) = m/(m+n) P(m-1, n, u-n) + n/(m+n) P(m, n-1, u)}; time grows with (m n)^2.
     *
     * @param m size of one sample, positive
     * @param n size of the other, positive
     * @param p strictly between 0 and 1
     */
    static int quantile(int m, int n, double p) {
        double[][] previous = null;
        for (int size = 0; size <= n; size++) {
            double[][] current = new double[m + 1][];
            for (int k = 0; k <= m; k++) {
                current[k] = size == 0 || k == 0 ? new double[] {1} : mixed(current[k - 1], previous[k], k, size);
            }
            previous = current;
        }
        double sum = 0;
        int u = -1;
        while (sum < p && u < m * n) {
            u++;
            sum += previous[m][u];
        }
        return u;
    }

    private static double[] mixed(double[] shorter, double[] narrower, int k, int size) {
        double[] law = new double[k * size + 1];
        double weight = (double) k / (k + size);
        for (int u = 0; u < shorter.length; u++) {
            law[u + size] += weight * shorter[u];
        }
        for (int u = 0; u < narrower.length; u++) {
            law[u] += (1 - weight) * narrower[u];
        }
        return law;
    }
}
