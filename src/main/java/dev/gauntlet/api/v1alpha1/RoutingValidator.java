package dev.gauntlet.api.v1alpha1;

import dev.gauntlet.api.v1alpha1.Routing.Provider;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The part of {@link SpecValidator} that looks at the route: the fields that belong to its provider, and no others. */
final class RoutingValidator {

    /** Providers that split the traffic of a Service. */
    private static final Set<Provider> OF_SERVICES = EnumSet.of(Provider.ManagedProxy, Provider.ReplicaRatio);
    /** Providers that can make a route, and whose routes have rules. */
    private static final Set<Provider> WITH_RULES = EnumSet.of(Provider.GatewayAPI, Provider.Istio);
    private static final String HOSTNAME = "^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    private final Complaints errors = new Complaints("spec");
    private final Routing routing;

    private RoutingValidator(Routing routing) {
        this.routing = routing;
    }

    /** Everything wrong with the route. */
    static List<FieldError> validate(ModelExperimentSpec spec) {
        RoutingValidator validator = new RoutingValidator(spec.routing());
        if (spec.routing() == null) {
            validator.errors.add("routing", "absent", "name the Service that clients call in routing.serviceName");
        } else {
            validator.service(spec.variants());
            validator.route();
            validator.creation();
        }
        return validator.errors.all();
    }

    private void service(List<Variant> variants) {
        String service = routing.serviceName();
        if (service == null) {
            if (OF_SERVICES.contains(routing.provider())) {
                errors.add("routing.serviceName", "absent", "provider " + routing.provider() + " needs it: name the Service "
                        + (routing.provider() == Provider.ManagedProxy ? "that clients call" : "over the pods of all variants"));
            }
            return;
        }
        errors.name("routing.serviceName", service);
        if (routing.provider() == Provider.ManagedProxy && variants.stream().anyMatch(v -> v.serviceRef() != null
                && service.equals(v.serviceRef().name()))) {
            errors.add("routing.serviceName", service,
                    "it is also a variant's serviceRef.name, so the proxy would call itself; name the Service that clients call");
        }
    }

    private void route() {
        Provider provider = routing.provider();
        RouteRef ref = routing.routeRef();
        if (provider.kind() == null) {
            if (ref != null) {
                errors.add("routing.routeRef", String.valueOf(ref.name()), "provider " + provider + " has no route object; remove it"
                        + (provider == Provider.External ? "" : " and name the Service in serviceName"));
            }
            return;
        }
        if (ref == null) {
            errors.add("routing.routeRef", "absent", "provider " + provider + " needs it: name the " + provider.kind()
                    + " that carries the traffic, such as {name: fraud}");
            return;
        }
        own("routing.routeRef.group", ref.group(), provider.group());
        own("routing.routeRef.kind", ref.kind(), provider.kind());
        subdomain("routing.routeRef.name", ref.name());
        if (ref.ruleName() != null) {
            if (!WITH_RULES.contains(provider)) {
                errors.add("routing.routeRef.ruleName", "\"" + ref.ruleName() + "\"", provider.kind() + " of provider " + provider
                        + " has no named rules; remove it");
            } else {
                text("routing.routeRef.ruleName", ref.ruleName());
            }
        }
    }

    private void own(String field, String value, String expected) {
        if (value != null && !value.equals(expected)) {
            errors.add(field, "\"" + value + "\"", "provider " + routing.provider() + " splits " + expected
                    + "; write that, leave it out, or choose another provider");
        }
    }

    private void creation() {
        RouteCreation create = routing.create();
        if (create == null) {
            return;
        }
        if (!WITH_RULES.contains(routing.provider())) {
            errors.add("routing.create", "present",
                    "only the providers GatewayAPI and Istio make routes; remove it, and name an existing route");
            return;
        }
        most("routing.create.gateways", create.gateways().size(), 32);
        if (create.gateways().isEmpty() && routing.provider() == Provider.GatewayAPI) {
            errors.add("routing.create.gateways", "empty",
                    "an HTTPRoute without a gateway gets no traffic; name one, such as {name: public}");
        }
        for (int i = 0; i < create.gateways().size(); i++) {
            gateway("routing.create.gateways[" + i + "]", create.gateways().get(i));
        }
        most("routing.create.hostnames", create.hostnames().size(), 16);
        for (int i = 0; i < create.hostnames().size(); i++) {
            if (errors.matches("routing.create.hostnames[" + i + "]", create.hostnames().get(i), HOSTNAME,
                    "write a host name in lower case, such as fraud.example.com or *.example.com")) {
                text("routing.create.hostnames[" + i + "]", create.hostnames().get(i));
            }
        }
        if (!create.pathPrefix().startsWith("/") || create.pathPrefix().length() > 1024) {
            errors.add("routing.create.pathPrefix", "\"" + create.pathPrefix() + "\"",
                    "write a path of at most 1024 characters that begins with /");
        }
    }

    private void gateway(String field, RouteCreation.Gateway gateway) {
        subdomain(field + ".name", gateway.name());
        if (gateway.namespace() != null) {
            errors.name(field + ".namespace", gateway.namespace());
        }
        if (gateway.sectionName() != null) {
            if (routing.provider() == Provider.Istio) {
                errors.add(field + ".sectionName", "\"" + gateway.sectionName() + "\"",
                        "a Gateway of Istio has no sections; remove it, or use provider GatewayAPI");
            } else {
                text(field + ".sectionName", gateway.sectionName());
            }
        }
    }

    private void subdomain(String field, String value) {
        if (errors.matches(field, value, Patterns.DNS_SUBDOMAIN, "use lower-case letters, digits, - and .")) {
            text(field, value);
        }
    }

    private void text(String field, String value) {
        if (value.isBlank() || value.length() > 253) {
            errors.add(field, "\"" + value + "\"", "write 1 to 253 characters");
        }
    }

    private void most(String field, int size, int most) {
        if (size > most) {
            errors.add(field, size + " entries", "write at most " + most);
        }
    }
}
