package dev.gauntlet.e2e.faults;

import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.local.ContainerProcess;
import dev.gauntlet.reporting.Conditions;
import dev.gauntlet.stage.Stage;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Something that goes wrong; each is done to experiments in all phases at once. */
enum Fault {

    PROMETHEUS_DOWN("Prometheus down", Ending.HOLDS) {
        @Override
        void inject(Cast cast) {
            cast.stage().prometheus().stop();
            awaitUnhealthy(cast);
        }

        @Override
        void heal(Cast cast) {
            cast.stage().prometheus().start();
        }
    },
    NAN("NaN in a metric", Ending.HOLDS) {
        @Override
        void inject(Cast cast) {
            cast.export(FlawedExporter.Mode.NAN);
            awaitUnhealthy(cast);
        }

        @Override
        void heal(Cast cast) {
            cast.export(FlawedExporter.Mode.RIGHT);
        }
    },
    NO_SERIES("a metric without series", Ending.HOLDS) {
        @Override
        void inject(Cast cast) {
            cast.export(FlawedExporter.Mode.NOTHING);
            awaitUnhealthy(cast);
        }

        @Override
        void heal(Cast cast) {
            cast.export(FlawedExporter.Mode.RIGHT);
        }
    },
    OPERATOR_KILLED("operator killed (SIGKILL)", Ending.GOES_ON) {
        @Override
        void inject(Cast cast) {
            restartOperator(cast);
        }
    },
    OPERATOR_FROZEN("operator behind the cluster (stale cache)", Ending.GOES_ON) {
        @Override
        void inject(Cast cast) throws IOException {
            ContainerProcess operator = operator(cast.stage());
            signal("STOP", operator);
            for (int i = 0; i < 3; i++) {
                int number = i;
                active().forEach(scene -> cast.patch(scene, "{\"metadata\":{\"labels\":{\"stale\":\"" + number + "\"}}}"));
            }
            signal("CONT", operator);
        }
    },
    CONFLICTING_WRITES("somebody else writes to the resource all the time", Ending.GOES_ON) {
        @Override
        void inject(Cast cast) {
            AtomicInteger writes = new AtomicInteger();
            await("60 writes").atMost(Cast.PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
                active().forEach(scene -> scribble(cast, scene, writes.get()));
                return writes.incrementAndGet() >= 60;
            });
        }
    },
    API_SERVER_GONE("API server gone", Ending.GOES_ON) {
        @Override
        void inject(Cast cast) {
            cast.stage().controlPlane().stopApiServer();
            pass(Duration.ofSeconds(10));
        }

        @Override
        void heal(Cast cast) {
            cast.stage().controlPlane().startApiServer();
        }
    },
    ROUTE_EDITED("route edited by hand", Ending.REPAIRED) {
        @Override
        void inject(Cast cast) {
            for (Scene scene : active().toList()) {
                cast.stage().client().services().inNamespace(Cast.NAMESPACE).withName(scene.service()).edit(service -> new ServiceBuilder(service)
                        .editSpec().withSelector(Map.of("app", "digits", "version", "candidate")).endSpec().build());
            }
            active().forEach(scene -> cast.awaitStatus(scene, "repaired", status -> status.route().driftRepairs() != null
                    && cast.servedBy(scene).equals("proxies")));
        }
    },
    TWO_OWNERS("a second experiment on the same Service", Ending.GOES_ON) {
        @Override
        void inject(Cast cast) {
            cast.stage().kubectl().apply(active().map(scene -> scene.manifest(Cast.NAMESPACE)
                    .replace("name: " + scene.experiment() + ",", "name: " + scene.experiment() + SECOND + ",")).collect(Collectors.joining("---\n")));
            active().forEach(scene -> await(scene + SECOND + " waits").atMost(Cast.PATIENCE).until(() -> Optional.ofNullable(
                    cast.experiment(scene.experiment() + SECOND).get().getStatus()).filter(s -> s.phase() == Phase.Queued).isPresent()));
        }

        @Override
        void heal(Cast cast) {
            active().forEach(scene -> cast.experiment(scene.experiment() + SECOND).delete());
        }
    },
    SPEC_CHANGED("frozen field of the spec changed", Ending.REFUSED) {
        @Override
        void inject(Cast cast) {
            active().forEach(scene -> cast.patch(scene, "{\"spec\":{\"hypothesis\":\"another one\"}}"));
            active().forEach(scene -> cast.awaitStatus(scene, "refused", status -> Conditions.find(status.conditions(), ConditionType.Ready)
                    .filter(c -> c.getReason().equals(Reason.SpecFrozen.name())).isPresent()));
        }

        @Override
        void heal(Cast cast) {
            active().forEach(scene -> cast.patch(scene, "{\"spec\":{\"hypothesis\":null}}"));
        }
    },
    CRASH_LOOP("challenger's pods crash again and again", Ending.SAFE) {
        @Override
        void inject(Cast cast) {
            AtomicInteger deaths = new AtomicInteger();
            await("five deaths").atMost(Cast.PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
                if (kill(cast)) {
                    deaths.incrementAndGet();
                }
                return deaths.get() >= 5;
            });
        }
    },
    TARGET_MISSING("challenger's Deployment deleted", Ending.CHAMPION) {
        @Override
        void inject(Cast cast) {
            cast.stage().client().apps().deployments().inNamespace(Cast.NAMESPACE).withName("digits-candidate").delete();
        }
    },
    RESOURCE_DELETED("ModelExperiment deleted", Ending.GONE) {
        @Override
        void inject(Cast cast) {
            cast.deleteAll(List.of(Scene.values()));
        }
    };

    private static final String SECOND = "-two";

    private final String words;
    private final Ending ending;

    Fault(String words, Ending ending) {
        this.words = words;
        this.ending = ending;
    }

    /** As it stands in the table. */
    String words() {
        return words;
    }

    /** What becomes of an experiment. */
    Ending ending(Scene scene) {
        return switch (scene) {
            case QUEUED -> this == CRASH_LOOP ? Ending.TURN : this == RESOURCE_DELETED ? Ending.LEAVES : Ending.WAITS;
            case PROMOTED -> this == RESOURCE_DELETED || this == TARGET_MISSING || this == CRASH_LOOP ? Ending.WINNER : Ending.GOES_ON;
            default -> ending;
        };
    }

    abstract void inject(Cast cast) throws Exception;

    /** Ends the fault; what it broke for good is mended by {@link Cast#deploy()} and {@link Cast#raise()}. */
    void heal(Cast cast) {
    }

    private static Stream<Scene> active() {
        return Arrays.stream(Scene.values()).filter(Scene::active);
    }

    /** Bake and ramp need no comparison, but a store that does not answer is told in every phase. */
    private static void awaitUnhealthy(Cast cast) {
        active().forEach(scene -> cast.awaitStatus(scene, "DataHealthy=False", Fault::unhealthy));
    }

    private static boolean unhealthy(ModelExperimentStatus status) {
        return Conditions.find(status.conditions(), ConditionType.DataHealthy).filter(c -> "False".equals(c.getStatus())).isPresent();
    }

    private static void pass(Duration time) {
        await("time").pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }

    private static ContainerProcess operator(Stage stage) {
        return stage.node().processes().stream().filter(process -> process.namespace().equals(Stage.OPERATOR_NAMESPACE)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the operator does not run"));
    }

    private static void restartOperator(Cast cast) {
        ContainerProcess before = operator(cast.stage());
        cast.stage().node().kill(before.namespace(), before.pod(), before.container());
        awaitAnotherThan(before, cast);
    }

    private static void awaitAnotherThan(ContainerProcess before, Cast cast) {
        await("the operator runs again").atMost(Cast.PATIENCE).ignoreExceptions()
                .until(() -> !before.handle().isAlive() && operator(cast.stage()).handle().isAlive());
    }

    private static void signal(String name, ContainerProcess process) throws IOException {
        try {
            List<String> pids = Stream.concat(Stream.of(process.handle()), process.handle().descendants())
                    .map(handle -> Long.toString(handle.pid())).toList();
            new ProcessBuilder(Stream.concat(Stream.of("kill", "-s", name), pids.stream()).toList()).inheritIO().start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void scribble(Cast cast, Scene scene, int number) {
        try {
            cast.resource(scene).edit(experiment -> {
                experiment.getMetadata().getAnnotations().put("scribble", Integer.toString(number));
                return experiment;
            });
        } catch (KubernetesClientException operatorWonThisTime) {
            // The next round writes again.
        }
    }

    private static boolean kill(Cast cast) {
        Optional<ContainerProcess> candidate = cast.stage().node().processes().stream()
                .filter(process -> process.namespace().equals(Cast.NAMESPACE) && process.pod().startsWith("digits-candidate")).findFirst();
        try {
            candidate.ifPresent(process -> cast.stage().node().kill(process.namespace(), process.pod(), process.container()));
            return candidate.isPresent();
        } catch (IllegalArgumentException deadAlready) {
            return false;
        }
    }
}
