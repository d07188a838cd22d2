package dev.gauntlet.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories for the data and logs of what runs locally. */
public final class WorkDirectory {

  private WorkDirectory() {}

  /**
   * A new directory under {@code target/local}, accessible to its owner only.
   *
   * @param prefix the start of its name
   * @return its absolute path
   */
  public static Path create(String prefix) {
    try {
      Path parent = Files.createDirectories(Path.of("target", "local").toAbsolutePath());
      return Files.createTempDirectory(parent, prefix + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deletes a directory's content except files named {@code *.log} and the folders that hold them.
   *
   * @param directory the directory; may be absent
   */
  static void deleteExceptLogs(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? isEmpty(path) : !path.toString().endsWith(".log")) {
          Files.delete(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> content = Files.list(directory)) {
      return content.findAny().isEmpty();
    }
  }
}
