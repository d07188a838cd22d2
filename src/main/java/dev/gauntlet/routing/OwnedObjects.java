package dev.gauntlet.routing;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;

/** Keeps objects that Gauntlet makes as they should be, by server-side apply, and removes them. */
public final class OwnedObjects {

    private static final String FIELD_MANAGER = "gauntlet";
    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    private static final PatchContext DISOWN = new PatchContext.Builder().withPatchType(PatchType.STRATEGIC_MERGE)
            .withFieldManager(FIELD_MANAGER).build();

    private final KubernetesClient client;

    /** @param client access to the cluster */
    public OwnedObjects(KubernetesClient client) {
        this.client = client;
    }

    /** Applies an object if it is missing or lacks a field that is set in it; whether it was applied. */
    public boolean ensure(HasMetadata wanted) {
        return ensure(wanted, (actual, same) -> true);
    }

    /**
     * The same with one more condition.
     *
     * @param alike whether the object that is there and the wanted one agree in what being contained does not tell
     */
    public boolean ensure(HasMetadata wanted, BiPredicate<HasMetadata, HasMetadata> alike) {
        Resource<HasMetadata> resource = client.resource(wanted);
        HasMetadata actual = resource.get();
        // A read is cheaper for the API server than an apply that changes nothing.
        if (actual != null && contains(client.getKubernetesSerialization().convertValue(actual, JsonNode.class),
                client.getKubernetesSerialization().convertValue(wanted, JsonNode.class)) && alike.test(actual, wanted)) {
            return false;
        }
        resource.fieldManager(FIELD_MANAGER).forceConflicts().serverSideApply();
        return true;
    }

    /** Deletes an object if it was made for the owner; whether it was there to be deleted. */
    public boolean remove(Resource<? extends HasMetadata> resource, RouteOwner owner) {
        HasMetadata object = resource.get();
        if (object == null || isForeign(object, owner) || object.getMetadata().getDeletionTimestamp() != null) {
            return false;
        }
        resource.delete();
        return true;
    }

    /**
     * Removes an owner's reference from an object, so that the garbage collector leaves it alone when the owner goes. The references of
     * others stay. This is the patch by which the garbage collector itself orphans objects.
     */
    public void disown(Resource<? extends HasMetadata> resource, RouteOwner owner) {
        HasMetadata object = resource.get();
        if (object != null && object.getMetadata().getOwnerReferences().stream().anyMatch(r -> owner.uid().equals(r.getUid()))) {
            resource.patch(DISOWN, "{\"metadata\":{\"ownerReferences\":[{\"$patch\":\"delete\",\"uid\":\"" + owner.uid() + "\"}]}}");
        }
    }

    /** Whether an object was not made for this owner. */
    public static boolean isForeign(HasMetadata object, RouteOwner owner) {
        Map<String, String> labels = object.getMetadata().getLabels();
        boolean managed = labels != null && Objects.equals(labels.get(MANAGED_BY), FIELD_MANAGER);
        return !managed || object.getMetadata().getOwnerReferences().stream()
                .anyMatch(reference -> Boolean.TRUE.equals(reference.getController()) && !owner.uid().equals(reference.getUid()));
    }

    /** Whether an object has every field that another one sets; what it has besides was defaulted or belongs to others. */
    private static boolean contains(JsonNode actual, JsonNode wanted) {
        if (wanted.isObject()) {
            for (Iterator<Map.Entry<String, JsonNode>> fields = wanted.fields(); fields.hasNext();) {
                Map.Entry<String, JsonNode> field = fields.next();
                if (actual == null || !contains(actual.get(field.getKey()), field.getValue())) {
                    return false;
                }
            }
            return true;
        }
        if (wanted.isArray()) {
            if (actual == null || actual.size() != wanted.size()) {
                return false;
            }
            for (int i = 0; i < wanted.size(); i++) {
                if (!contains(actual.get(i), wanted.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return wanted.equals(actual);
    }
}
