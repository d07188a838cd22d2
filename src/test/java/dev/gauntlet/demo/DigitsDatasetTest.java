package dev.gauntlet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gauntlet.demo.DigitsDataset.LabelledImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigitsDatasetTest {

    @TempDir
    Path directory;

    @Test
    void theShippedFileHoldsAllImagesOfTheTestSet() throws IOException {
        DigitsDataset dataset = DigitsDataset.load(DigitsDataset.DEFAULT_FILE);

        assertThat(dataset.size()).isEqualTo(1797);
        assertThat(dataset.images().stream().map(LabelledImage::label).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void theSplitSharesNoImageAndLosesNone() throws IOException {
        DigitsDataset dataset = DigitsDataset.load(DigitsDataset.DEFAULT_FILE);
        DigitsDataset.Split split = dataset.split();

        Set<LabelledImage> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.addAll(split.train().images());
        seen.addAll(split.heldOut().images());
        assertThat(seen).hasSize(dataset.size());
        assertThat(split.train().size() + split.heldOut().size()).isEqualTo(dataset.size());
    }

    @Test
    void noHeldOutImageHasATwinAmongTheTrainingImages() throws IOException {
        DigitsDataset.Split split = DigitsDataset.load(DigitsDataset.DEFAULT_FILE).split();
        Set<String> trained = new HashSet<>();
        split.train().images().forEach(image -> trained.add(Arrays.toString(image.pixels())));

        assertThat(split.heldOut().images())
                .noneMatch(image -> trained.contains(Arrays.toString(image.pixels())));
    }

    @Test
    void everySplitOfTheSameFileIsTheSame() throws IOException {
        assertThat(labelsOfHeldOut()).isEqualTo(labelsOfHeldOut());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    too few fields       | 1,2,3        | line 1 has 3 fields
                    a pixel out of range | PIXELS:17,0  | 17 is not in 0..16
                    a negative pixel     | PIXELS:-1,0  | -1 is not in 0..16
                    a label out of range | PIXELS:0,10  | 10 is not in 0..9
                    no number            | PIXELS:x,0   | 'x' is no whole number
                    """)
    void aMalformedFileIsRefusedWithTheLine(String why, String line, String message) throws IOException {
        Path file = directory.resolve("bad.csv.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(line.replace("PIXELS:", "0,".repeat(63)).getBytes(StandardCharsets.US_ASCII));
        }

        assertThatThrownBy(() -> DigitsDataset.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 1")
                .hasMessageContaining(message);
    }

    private static String labelsOfHeldOut() throws IOException {
        return DigitsDataset.load(DigitsDataset.DEFAULT_FILE).split().heldOut().images().stream()
                .map(image -> Integer.toString(image.label()))
                .collect(Collectors.joining());
    }
}
