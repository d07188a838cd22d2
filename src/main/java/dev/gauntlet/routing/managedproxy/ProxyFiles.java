package dev.gauntlet.routing.managedproxy;

import io.quarkus.qute.Engine;
import io.quarkus.qute.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Renders the files that a proxy finds in its folder {@code conf}: what the ConfigMap holds. {@value #STATE} is the only one that may
 * change while a proxy runs.
 */
public final class ProxyFiles {

    /** Name of the document with the run-time state. */
    public static final String STATE = "state.json";
    /** Name of the document with the settings. */
    public static final String SETTINGS = "settings.json";
    /** Name of nginx's configuration. */
    public static final String NGINX = "nginx.conf";

    private static final List<String> LUA = List.of("gauntlet_admin.lua", "gauntlet_assignment.lua", "gauntlet_metrics.lua",
            "gauntlet_mirror.lua", "gauntlet_proxy.lua", "gauntlet_settings.lua", "gauntlet_state.lua");

    private final Template nginx;
    private final SortedMap<String, String> lua = new TreeMap<>();

    public ProxyFiles() {
        nginx = Engine.builder().addDefaults().build().parse(resource(NGINX));
        LUA.forEach(name -> lua.put(name, resource(name)));
    }

    /** The files of a proxy that a running one reads only at its start: everything but the state. */
    public SortedMap<String, String> fixed(ProxyServer server, ProxySettings settings) {
        SortedMap<String, String> files = new TreeMap<>(lua);
        files.put(NGINX, nginx.data("workers", server.workers())
                .data("shutdownSeconds", server.shutdown().toSeconds())
                .data("address", server.listenAddress())
                .data("trafficPort", ProxyServer.TRAFFIC_PORT)
                .data("adminPort", ProxyServer.ADMIN_PORT)
                .data("metricsPort", ProxyServer.METRICS_PORT)
                .data("mirrorAddress", server.mirrorAddress())
                .data("mirrorPort", ProxyServer.MIRROR_PORT)
                .data("shadowHeader", ManagedProxyRouter.SHADOW_HEADER)
                .render());
        files.put(SETTINGS, settings.toJson());
        return files;
    }

    private static String resource(String name) {
        try (InputStream stream = ProxyFiles.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the application lacks its resource " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
