package org.powercut.daxfs;

import java.util.List;

/**
 * What a scrub found.
 *
 * @param bytes how many bytes were read
 * @param errors every file range that is lost, newly found or known before
 * @param repaired copies of metadata that were restored from their other copy, by their names in the media map
 * @param checksumErrors file ranges that can be read, but do not fit their checksum
 */
public record ScrubReport(
        long bytes, List<FileMediaError> errors, List<String> repaired, List<FileMediaError> checksumErrors) {
    public ScrubReport {
        errors = List.copyOf(errors);
        repaired = List.copyOf(repaired);
        checksumErrors = List.copyOf(checksumErrors);
    }

    /** Whether nothing is lost. */
    public boolean isClean() {
        return errors.isEmpty() && checksumErrors.isEmpty();
    }
}
