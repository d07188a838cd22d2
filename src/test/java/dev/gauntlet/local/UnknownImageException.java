package dev.gauntlet.local;

/** No recipe is registered for an image. */
final class UnknownImageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnknownImageException(String image) {
    super("No recipe runs the image " + image + " here; register one by LocalNode.register.");
  }
}
