package dev.gauntlet.operator.notification;

/** What the other end of a channel understands. */
public enum ChannelKind {
    /** An incoming webhook of Slack, or of one of the many that take the same JSON: Mattermost, Rocket.Chat, Zulip. */
    Slack(new SlackFormat()),
    /** Anything that takes a JSON object by HTTP. */
    Webhook(new WebhookFormat()),
    /** A receiver of CloudEvents 1.0 in structured mode. */
    CloudEvents(new CloudEventFormat()),
    /** Alertmanager, API version 2. */
    Alertmanager(new AlertFormat());

    private final PayloadFormat format;

    ChannelKind(PayloadFormat format) {
        this.format = format;
    }

    PayloadFormat format() {
        return format;
    }
}
