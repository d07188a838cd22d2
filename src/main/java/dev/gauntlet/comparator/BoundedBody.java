package dev.gauntlet.comparator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.IntPredicate;

/**
 * A body that was read, but never beyond a limit.
 *
 * @param bytes what was read
 * @param complete whether that is all
 */
record BoundedBody(Buffer bytes, boolean complete) {

    /**
     * Reads a stream.
     *
     * @param stream the stream, of which nothing has been read yet
     * @param limit longest body
     * @param held takes the bytes that are held; false when there may be no more
     * @return what was read, as soon as the stream ends or exceeds a limit, and nothing is kept then; fails when the stream does
     */
    static Future<BoundedBody> read(ReadStream<Buffer> stream, int limit, IntPredicate held) {
        Promise<BoundedBody> promise = Promise.promise();
        Buffer bytes = Buffer.buffer();
        stream.exceptionHandler(promise::tryFail);
        stream.endHandler(end -> promise.tryComplete(new BoundedBody(bytes, true)));
        stream.handler(chunk -> {
            if (bytes.length() + chunk.length() <= limit && held.test(chunk.length())) {
                bytes.appendBuffer(chunk);
            } else {
                stream.handler(rest -> { });
                promise.tryComplete(new BoundedBody(Buffer.buffer(), false));
            }
        });
        return promise.future();
    }
}
