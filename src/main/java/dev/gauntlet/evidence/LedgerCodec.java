package dev.gauntlet.evidence;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The stored form of a ledger: compact JSON, compressed by gzip. Equal ledgers give equal bytes. Keys and order are fixed; what
 * is alike is written in columns, and numbers as small differences, so that the compression finds it.
 */
public final class LedgerCodec {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    /** Far above any ledger within the bounds, far below what would hurt. */
    private static final int LARGEST = 64 << 20;

    private LedgerCodec() {
    }

    /**
     * The stored form.
     *
     * @param ledger any ledger
     */
    public static byte[] encode(Ledger ledger) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new BestGzip(bytes)) {
            gzip.write(LedgerWriter.write(ledger));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * The ledger of a stored form.
     *
     * @param stored what {@link #encode} gave
     * @throws InvalidLedgerException if it is damaged or of another version
     */
    public static Ledger decode(byte[] stored) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(stored))) {
            byte[] content = gzip.readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw new InvalidLedgerException("the ledger is larger than " + LARGEST + " bytes", null);
            }
            JsonNode json = JSON.readTree(content);
            return LedgerReader.read(json);
        } catch (IOException e) {
            throw new InvalidLedgerException("the ledger is damaged: " + e.getMessage(), e);
        }
    }

    /**
     * The digest of a ledger's uncompressed stored form.
     *
     * @param ledger any ledger
     * @return {@code sha256:} and 64 hexadecimal digits
     */
    public static String digest(Ledger ledger) {
        return Digests.sha256(LedgerWriter.write(ledger));
    }

    private static final class BestGzip extends GZIPOutputStream {
        private BestGzip(ByteArrayOutputStream bytes) throws IOException {
            super(bytes);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
