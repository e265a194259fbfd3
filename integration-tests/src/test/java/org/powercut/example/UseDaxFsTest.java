package org.powercut.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxMapping;
import org.powercut.daxfs.MapMode;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.core.DaxFsProvider;
import org.powercut.daxfs.nio.DaxNio;
import org.powercut.pmem.MappedFileDevice;
import org.powercut.pmem.PmemDevice;

/** The file system without the framework, as the README shows it. */
class UseDaxFsTest {

    @Test
    void whatIsWrittenIsThereAfterTheNextMount(@TempDir Path directory) throws IOException {
        Path image = directory.resolve("image");
        makeAndUse(image);
        try (PmemDevice device = MappedFileDevice.open(image);
                DaxFileSystem fs = new DaxFsProvider().mount(device, MountOptions.defaults())) {
            assertEquals("Hello", Files.readString(DaxNio.of(fs).getPath("/copy")));
        }
    }

    private static void makeAndUse(Path image) throws IOException {
        byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
        DaxFsProvider provider = new DaxFsProvider();
        try (PmemDevice device = MappedFileDevice.create(image, 64 << 20)) {
            provider.mkfs(device);
            try (DaxFileSystem fs = provider.mount(device, MountOptions.defaults())) {
                try (DaxFile file = fs.create("/greeting")) {
                    file.write(0, hello); // durable when it returns
                    try (DaxMapping mapping = file.map(MapMode.SHARED, 0, 4096)) {
                        mapping.putByte(0, (byte) 'H');
                        mapping.force(0, 1);
                    }
                }
                FileSystem files = DaxNio.of(fs);
                Files.copy(files.getPath("/greeting"), files.getPath("/copy"));
            }
        }
    }
}
