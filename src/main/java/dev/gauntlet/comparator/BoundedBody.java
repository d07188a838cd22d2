package dev.gauntlet.comparator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

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
     * @param limit bytes that may be held
     * @return what was read, as soon as the stream ends or exceeds the limit, and nothing but its length is kept then; fails when the
     *     stream does
     */
    static Future<BoundedBody> read(ReadStream<Buffer> stream, int limit) {
        Promise<BoundedBody> promise = Promise.promise();
        Buffer bytes = Buffer.buffer();
        stream.exceptionHandler(promise::tryFail);
        stream.endHandler(end -> promise.tryComplete(new BoundedBody(bytes, true)));
        stream.handler(chunk -> {
            if (bytes.length() + chunk.length() <= limit) {
                bytes.appendBuffer(chunk);
            } else {
                stream.handler(rest -> { });
                promise.tryComplete(new BoundedBody(Buffer.buffer(), false));
            }
        });
        return promise.future();
    }
}
