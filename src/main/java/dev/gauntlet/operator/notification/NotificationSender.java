package dev.gauntlet.operator.notification;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.OutboxEntry;
import dev.gauntlet.api.v1alpha1.Notification;
import dev.gauntlet.operator.notification.Answer.Result;
import dev.gauntlet.reporting.notification.Delivery;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Delivers what waits in outboxes, in the background. It is told the persisted status of an experiment at every look, knows what of it
 * is under way, and keeps trying as long as status holds it. Thread-safe; one experiment at a time must be submitted by one thread.
 */
public final class NotificationSender implements AutoCloseable {

    private final Map<String, ChannelSender> channels;
    private final Alerts alerts;
    private final Map<String, Set<Task>> wanted = new ConcurrentHashMap<>();
    private final Map<String, Set<Delivery>> delivered = new ConcurrentHashMap<>();
    private final Set<Task> underWay = ConcurrentHashMap.newKeySet();
    private volatile Consumer<ResourceID> listener = experiment -> { };

    NotificationSender(List<ChannelSender> channels, Alerts alerts) {
        this.channels = channels.stream().collect(Collectors.toUnmodifiableMap(c -> c.channel().name(), c -> c));
        this.alerts = alerts;
    }

    /** A delivery by a channel; another channel for the same notification makes it another task. */
    private record Task(Delivery delivery, String channel) {
    }

    /** Names of the channels, which experiments may use. */
    public Set<String> channels() {
        return channels.keySet();
    }

    /** Who is told that something of an experiment was delivered; called by a thread of the sender. */
    public void onDelivered(Consumer<ResourceID> told) {
        listener = told;
    }

    /**
     * Starts what waits in the persisted status of an experiment and is not under way. Never blocks.
     *
     * @param experiment as read from the API server
     */
    public void submit(ModelExperiment experiment) {
        ModelExperimentStatus status = experiment.getStatus();
        if (status == null) {
            return;
        }
        String uid = experiment.getMetadata().getUid();
        Map<String, String> channelOf = notifications(experiment).stream().filter(n -> channels.containsKey(n.channel()))
                .collect(Collectors.toMap(Notification::name, Notification::channel, (first, second) -> first));
        Map<Task, OutboxEntry> tasks = new ConcurrentHashMap<>();
        status.outbox().forEach(entry -> entry.pending().stream().filter(channelOf::containsKey)
                .forEach(name -> tasks.put(new Task(new Delivery(entry.id(), name), channelOf.get(name)), entry)));
        remember(uid, status, tasks.keySet());
        tasks.forEach((task, entry) -> start(experiment, task, entry));
        notifications(experiment).stream().filter(n -> n.name() != null && channels.containsKey(n.channel()))
                .filter(n -> channels.get(n.channel()).channel().kind() == ChannelKind.Alertmanager)
                .forEach(n -> alerts.refresh(experiment, n, channels.get(n.channel())));
    }

    /**
     * What was delivered and is still in the outbox that was submitted last.
     *
     * @param uid the experiment's uid
     */
    public Set<Delivery> delivered(String uid) {
        return Set.copyOf(delivered.getOrDefault(uid, Set.of()));
    }

    /**
     * Gives up what an experiment still waits for, because it is gone. Attempts that are being made are finished.
     *
     * @param uid the experiment's uid
     */
    public void forget(String uid) {
        wanted.remove(uid);
        delivered.remove(uid);
        alerts.forget(uid);
    }

    private static List<Notification> notifications(ModelExperiment experiment) {
        return experiment.getSpec() == null ? List.of()
                : experiment.getSpec().notifications().stream().filter(n -> n.name() != null && n.channel() != null).toList();
    }

    /** What is no longer in the outbox was taken off by a write, so there is no need to know it any more. */
    private void remember(String uid, ModelExperimentStatus status, Set<Task> tasks) {
        Set<Delivery> waiting = new HashSet<>();
        status.outbox().forEach(entry -> entry.pending().forEach(name -> waiting.add(new Delivery(entry.id(), name))));
        delivered.computeIfPresent(uid, (key, set) -> {
            set.retainAll(waiting);
            return set.isEmpty() ? null : set;
        });
        if (tasks.isEmpty()) {
            wanted.remove(uid);
        } else {
            wanted.put(uid, Set.copyOf(tasks));
        }
    }

    private void start(ModelExperiment experiment, Task task, OutboxEntry entry) {
        String uid = experiment.getMetadata().getUid();
        if (!underWay.add(task)) {
            return;
        }
        if (delivered.getOrDefault(uid, Set.of()).contains(task.delivery())) {
            underWay.remove(task);
            return;
        }
        ResourceID id = ResourceID.fromResource(experiment);
        Message message = Message.of(experiment, entry, task.delivery().notification());
        channels.get(task.channel()).deliver(message, () -> wanted.getOrDefault(uid, Set.of()).contains(task),
                result -> ended(uid, id, task, message, result));
    }

    private void ended(String uid, ResourceID id, Task task, Message message, Result result) {
        if (result == Result.Delivered) {
            delivered.compute(uid, (key, set) -> {
                Set<Delivery> all = set == null ? ConcurrentHashMap.newKeySet() : set;
                all.add(task.delivery());
                return all;
            });
            if (channels.get(task.channel()).channel().kind() == ChannelKind.Alertmanager) {
                alerts.began(message);
            }
        }
        underWay.remove(task);
        if (result == Result.Delivered) {
            listener.accept(id);
        }
    }

    @Override
    public void close() {
        channels.values().forEach(ChannelSender::close);
    }
}
