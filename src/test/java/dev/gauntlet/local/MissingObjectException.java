package dev.gauntlet.local;

/** Something a pod needs does not exist yet; its containers wait for it. */
final class MissingObjectException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private MissingObjectException(String message) {
    super(message);
  }

  static <T> T require(T object, String kind, String name) {
    if (object == null) {
      throw new MissingObjectException(kind + " \"" + name + "\" not found");
    }
    return object;
  }
}
