package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.operator.notification.NotificationSender;
import jakarta.inject.Singleton;

/** Checks specs against what this operator is configured with. */
@Singleton
class SpecChecks {

    private final Connections connections;
    private final NotificationSender notifications;
    private final Routers routers;

    SpecChecks(Connections connections, NotificationSender notifications, Routers routers) {
        this.connections = connections;
        this.notifications = notifications;
        this.routers = routers;
    }

    /** Checks a spec before the start. */
    SpecCheck beforeStart(ModelExperimentSpec written) {
        return SpecCheck.beforeStart(written, connections.names(), notifications.channels(), routers.capabilities());
    }

    /** Checks a spec after the start, against the one that was frozen then. */
    SpecCheck afterStart(ModelExperimentSpec frozen, ModelExperimentSpec written) {
        return SpecCheck.afterStart(frozen, written, connections.names(), notifications.channels(), routers.capabilities());
    }
}
