package dev.gauntlet.local.gateway;

import java.util.Map;

/**
 * What rules can see of a request.
 *
 * @param method HTTP method in capital letters
 * @param path path without the query
 * @param headers first value by the header's name in lower case
 */
record RequestHead(String method, String path, Map<String, String> headers) {

    RequestHead {
        headers = Map.copyOf(headers);
    }
}
