/**
 * The provider {@code ReplicaRatio}: no proxy, no mesh, no gateway. One Service selects the pods of all variants, and kube-proxy spreads
 * connections over them alike, so a variant's share is the share of its pods. Gauntlet scales the variants' Deployments; their total is
 * the number of replicas that the champion had, and stays that.
 *
 * <p>What follows from that. Shares come in steps of 1/total, and one that is no such step is refused, because a split that is rounded is
 * not the split that the sample ratio test is told. The split is one of connections: clients that keep theirs open for long send all of
 * its requests to one pod. A pod of the champion that fails raises the challengers' share until another is ready; the weights count as
 * uncertain for that time. At a promotion nothing but its replicas keeps the champion out of the Service, so it is scaled to 0 and is not
 * kept warm.
 *
 * <p>Order of the writes, see {@link dev.gauntlet.routing.replicaratio.ScalePlan}: a challenger that grows gets its pods before the
 * champion gives any up, which keeps both its share at or below the wanted one and the capacity whole at every instant; the cluster needs
 * room for these pods in addition. A challenger that shrinks loses its pods at once, before the champion's are ready again, because a
 * model that may do harm must not wait for a pod that may never start; only where that would leave fewer than half of the total ready do
 * some of them stay until the champion's pods can take over.
 */
package dev.gauntlet.routing.replicaratio;
