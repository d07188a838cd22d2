package dev.gauntlet.operator.notification;

import java.net.URI;
import java.util.Map;

/**
 * One HTTP POST.
 *
 * @param url where to
 * @param headers what kind of content it is and whatever the format asks for
 * @param body the content
 */
record Payload(URI url, Map<String, String> headers, byte[] body) {
}
