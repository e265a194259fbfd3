package org.powercut.framework.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.MountOptions;
import org.powercut.daxfs.NotSupportedException;
import org.powercut.daxfs.OpenFlag;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Tape;
import org.powercut.framework.model.Trace;
import org.powercut.samples.toyfs.ToyProvider;

class NamedFileSystemTest {
    private final TracedDevice device = TracedDevice.ofSize(4096);
    private final Tape tape = new Tape();
    private DaxFileSystem fs;

    @BeforeEach
    void mount() {
        ToyProvider provider = new ToyProvider();
        provider.mkfs(device);
        fs = new NamedFileSystem(provider.mount(device, MountOptions.defaults()), device);
        device.record(tape);
    }

    @AfterEach
    void release() {
        device.stopRecording();
        device.release();
    }

    @Test
    void operationsAreNamedWithWhatTheyAreAbout() {
        DaxFile file = fs.create("/a");
        file.write(0, new byte[8]);
        file.read(0, 8);
        file.fsync();
        file.close();
        fs.rename("/a", "/b");
        fs.open("/b", OpenFlag.READ).close();
        fs.unlink("/b");
        fs.sync();
        fs.unmount();
        assertThat(operations())
                .containsExactly(
                        "create(/a)",
                        "write(/a, 8 bytes at 0)",
                        "read(/a, 8 bytes at 0)",
                        "fsync(/a)",
                        "close(/a)",
                        "rename(/a, /b)",
                        "open(/b)",
                        "close(/b)",
                        "unlink(/b)",
                        "sync()",
                        "unmount()");
    }

    @Test
    void anOperationThatFailsEndsToo() {
        assertThatThrownBy(() -> fs.rename("/no", "/b")).hasMessageContaining("ENOENT");
        fs.sync();
        Trace trace = tape.trace();
        assertThat(IntStream.range(0, trace.size()).mapToObj(trace::kind).filter(kind -> kind == Kind.OPERATION_END))
                .hasSize(2);
    }

    /** A method of the plug that the decorator forgot to name would be missed by faults aimed at operations. */
    @Test
    void everyOperationOfThePlugIsNamed() throws IllegalAccessException {
        List<String> silent = List.of("contract", "capabilities", "isReadOnly");
        List<String> expected = new ArrayList<>();
        for (Method method : DaxFileSystem.class.getMethods()) {
            if (!method.isDefault() && !silent.contains(method.getName())) {
                expected.add(method.getName());
                call(method);
            }
        }
        assertThat(operations())
                .extracting(text -> text.substring(0, text.indexOf('(')))
                .containsExactlyElementsOf(expected);
    }

    private void call(Method method) throws IllegalAccessException {
        Object[] arguments = Stream.of(method.getParameterTypes())
                .map(type -> type == String.class
                        ? (Object) "/x"
                        : type == OpenFlag[].class ? new OpenFlag[0] : type == long.class ? (Object) 0L : (Object) 0)
                .toArray();
        try {
            method.invoke(fs, arguments);
        } catch (InvocationTargetException e) {
            assertThat(e.getCause())
                    .satisfiesAnyOf(
                            cause -> assertThat(cause).isInstanceOf(NotSupportedException.class),
                            cause -> assertThat(cause).hasMessageContaining("ENOENT"));
        }
    }

    private List<String> operations() {
        Trace trace = tape.trace();
        return IntStream.range(0, trace.size())
                .filter(event -> trace.kind(event) == Kind.OPERATION_BEGIN)
                .mapToObj(trace::text)
                .toList();
    }
}
