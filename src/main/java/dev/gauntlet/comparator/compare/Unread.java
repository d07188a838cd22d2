package dev.gauntlet.comparator.compare;

/** Why no prediction was found in an answer with status 2xx. */
public enum Unread {
    /** The body is longer than may be read. */
    TooLarge,
    /** The body is empty. */
    Empty,
    /** Events are streamed, of which only the model's client knows how they belong together. */
    Streaming,
    /** The body is compressed although the request asked for no compression. */
    Encoded,
    /** A tensor is sent in binary form. */
    Binary,
    /** The body is not JSON. */
    NotJson,
    /** The JSON has none of the forms that the protocol knows. */
    UnknownForm,
    /** Values of different kinds stand in one list, rows have different lengths, or a tensor's shape contradicts its data. */
    Irregular,
    /** A JSONPath finds nothing, or something that is neither a text, a number nor a truth value. */
    PathNotFound
}
