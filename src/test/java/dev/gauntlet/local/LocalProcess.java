package dev.gauntlet.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A program this JVM started. It leads a process group of its own, so that a signal reaches its children as well and a
 * Ctrl-C at the terminal reaches only the JVM; when the JVM ends, every group still alive is killed.
 */
public final class LocalProcess implements AutoCloseable {

  private static final Set<LocalProcess> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(LocalProcess::killAll, "local-process-reaper"));
  }

  private final String name;
  private final Process process;
  private final Path log;
  private boolean groupEnded;

  private LocalProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a program.
   *
   * @param name how messages call it
   * @param builder the command line, environment and directory
   * @param log the file that gets what it prints, appended
   * @return the running program
   * @throws UncheckedIOException if it cannot be started
   */
  public static LocalProcess start(String name, ProcessBuilder builder, Path log) {
    List<String> command = new ArrayList<>(builder.command());
    // setsid replaces itself by the program: the process id is the program's, and the group's.
    command.addAll(0, List.of("setsid", "--"));
    ProcessBuilder own = new ProcessBuilder(command);
    own.environment().clear();
    own.environment().putAll(builder.environment());
    own.directory(builder.directory());
    own.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    own.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    try {
      LocalProcess started = new LocalProcess(name, own.start(), log);
      ALIVE.add(started);
      started.process.onExit().thenRun(() -> ALIVE.remove(started));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + name + ": " + builder.command(), e);
    }
  }

  /**
   * Whether the program runs.
   *
   * @return false once it has exited
   */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * The operating system's view of the program.
   *
   * @return its handle
   */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /**
   * How the program ended.
   *
   * @return its exit code; 128 plus the signal's number if a signal ended it
   * @throws IllegalThreadStateException while it runs
   */
  public int exitCode() {
    return process.exitValue();
  }

  /**
   * Completes when the program has exited.
   *
   * @return a future of its exit code
   */
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /**
   * Sends a signal to the program alone, not to its children.
   *
   * @param signal its name without "SIG", e.g. "TERM"
   */
  public void signal(String signal) {
    if (process.isAlive()) {
      sh("kill -s " + signal + " " + process.pid());
    }
  }

  /** Stops the program and its children from running without ending them (SIGSTOP), as a hang of the machine would. */
  public void freeze() {
    sh("kill -s STOP -- -" + process.pid());
  }

  /** Lets a frozen program run on (SIGCONT). */
  public void thaw() {
    sh("kill -s CONT -- -" + process.pid());
  }

  /** Ends the program and its children at once (SIGKILL), and waits until it is gone; also ends children it left behind. */
  public synchronized void kill() {
    if (groupEnded) {
      // The number may belong to somebody else by now.
      return;
    }
    sh("kill -s KILL -- -" + process.pid());
    // The group does not exist yet in the first moments of a program's life.
    process.destroyForcibly();
    process.onExit().join();
    groupEnded = true;
  }

  /**
   * Asks the program to end, and kills it and its children if it has not after a while.
   *
   * @param signal the signal that asks, without "SIG"
   * @param grace how long it may take
   */
  public void stop(String signal, Duration grace) {
    signal(signal);
    try {
      process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  @Override
  public void close() {
    kill();
  }

  /**
   * The end of what the program printed, for messages.
   *
   * @return at most the last 20 lines
   */
  public String logTail() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return "(cannot read " + log + ": " + e.getMessage() + ")";
    }
  }

  /**
   * Fails with the end of the program's log if it has exited.
   *
   * @throws IllegalStateException if the program no longer runs
   */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          name + " exited with code " + process.exitValue() + ". The end of " + log + ":\n" + logTail());
    }
  }

  private static void killAll() {
    if (!ALIVE.isEmpty()) {
      sh(ALIVE.stream().map(p -> "-" + p.process.pid()).collect(Collectors.joining(" ", "kill -s KILL -- ", "")));
    }
  }

  /** Process groups can be signalled only by the shell: the JDK knows single processes. */
  private static void sh(String command) {
    try {
      new ProcessBuilder("/bin/sh", "-c", command + " 2>/dev/null").start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
