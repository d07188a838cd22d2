package dev.gauntlet.stage;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.demo.TrafficReport;
import dev.gauntlet.local.WorkDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Runs one scenario from the installation to the decision and shows it as it happens. Exit code 0 only if it ended as it should. */
public final class QuickStart {

    private static final double REQUESTS_PER_SECOND = 200;
    private static final Duration TIME_LIMIT = Duration.ofMinutes(4);
    private static final Duration HEALTHY_BEFORE_BREAKING = Duration.ofSeconds(6);

    private final Scenario scenario;
    private final Terminal terminal = new Terminal();

    private QuickStart(Scenario scenario) {
        this.scenario = scenario;
    }

    /**
     * Runs the quick start.
     *
     * @param arguments at most one: better (the default), worse, broken or same
     */
    public static void main(String[] arguments) throws InterruptedException {
        Optional<Scenario> scenario = Arrays.stream(Scenario.values())
                .filter(s -> s.name().equals(arguments.length == 0 ? Scenario.better.name() : arguments[0])).findFirst();
        if (scenario.isEmpty() || arguments.length > 1) {
            System.err.println("usage: examples/quickstart/run [better|worse|broken|same]");
            System.exit(2);
        }
        System.exit(new QuickStart(scenario.get()).exitCode());
    }

    private int exitCode() throws InterruptedException {
        try {
            return run() ? 0 : 1;
        } catch (RuntimeException e) {
            System.err.println("FAILED: " + e.getMessage());
            return 1;
        }
    }

    private boolean run() throws InterruptedException {
        try (Stage stage = Stage.start(WorkDirectory.create("quickstart-" + scenario.name()), terminal::step);
                DigitsDemo demo = new DigitsDemo(stage, scenario)) {
            terminal.step("kubectl apply -k examples/quickstart/operator  (deploy/, with short times)");
            stage.installOperator();
            terminal.step("kubectl apply -k examples/quickstart/" + scenario + "  (two models and their Services)");
            demo.deployModels();
            terminal.step((int) REQUESTS_PER_SECOND + " requests a second to the Service digits");
            demo.startTraffic(REQUESTS_PER_SECOND);
            terminal.step("kubectl apply -f examples/quickstart/manifests/experiment.yaml");
            demo.startExperiment();
            ModelExperiment ended = watch(demo);
            return conclude(stage, demo, ended);
        }
    }

    private ModelExperiment watch(DigitsDemo demo) throws InterruptedException {
        Instant start = Instant.now();
        Instant experimenting = null;
        boolean broken = scenario != Scenario.broken;
        while (Duration.between(start, Instant.now()).compareTo(TIME_LIMIT) < 0) {
            ModelExperiment experiment = demo.experiment();
            ModelExperimentStatus status = experiment.getStatus();
            terminal.progress(Duration.between(start, Instant.now()), status, demo.traffic());
            if (status != null && status.phase() == Phase.Experimenting && experimenting == null) {
                experimenting = Instant.now();
            }
            if (!broken && experimenting != null && Instant.now().isAfter(experimenting.plus(HEALTHY_BEFORE_BREAKING))) {
                demo.breakModel("candidate");
                terminal.note("the candidate answers 500 from now on");
                broken = true;
            }
            if (status != null && status.route() != null && Boolean.TRUE.equals(status.route().released())) {
                return experiment;
            }
            Thread.sleep(Duration.ofMillis(500).toMillis());
        }
        return demo.experiment();
    }

    private boolean conclude(Stage stage, DigitsDemo demo, ModelExperiment experiment) {
        TrafficReport traffic = demo.traffic();
        terminal.end();
        System.out.println("$ kubectl get mexp -n demo");
        System.out.print(stage.kubectl().run("get", "mexp", "-n", DigitsDemo.NAMESPACE));
        System.out.println();
        System.out.println("$ kubectl get mexp -n demo -o wide");
        System.out.print(stage.kubectl().run("get", "mexp", "-n", DigitsDemo.NAMESPACE, "-o", "wide"));
        System.out.println();
        ModelExperimentStatus status = experiment.getStatus();
        boolean right = status != null && status.outcome() != null && status.outcome().result() == scenario.outcome()
                && scenario.rules().contains(status.decision().rule());
        if (status != null && status.decision() != null) {
            System.out.println("decision: " + status.decision().action() + " by rule " + status.decision().rule() + ": "
                    + status.decision().message());
        }
        System.out.printf("clients:  %d requests, %d failed, p50 %d ms%n", traffic.sent(), traffic.failed(), traffic.p50().toMillis());
        System.out.println("look:     logs and data are in " + stage.directory());
        System.out.println(right ? "This is the right outcome for '" + scenario + "'."
                : "WRONG: '" + scenario + "' should have ended as " + scenario.outcome() + " by " + scenario.rules());
        return right;
    }
}
