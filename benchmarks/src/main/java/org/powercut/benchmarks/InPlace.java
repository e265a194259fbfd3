package org.powercut.benchmarks;

import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.framework.explore.BrokenPromise;
import org.powercut.framework.explore.CrashInfo;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Subject;
import org.powercut.framework.inject.TracedDevice;

/**
 * Judges crash states as Powercut does: on the device that the explorer patches and undoes. It can stop early, so that
 * the parts of a state's cost can be told apart.
 *
 * @param provider of the file system
 * @param documents what was done
 * @param work up to where to go, {@link Work#FSCK} at most
 */
record InPlace(DaxFileSystemProvider provider, ReplaceDocuments documents, Work work) implements Subject {
    @Override
    public Object recover(TracedDevice device) {
        return work == Work.PATCH ? device : documents.mount(provider, device);
    }

    @Override
    public void check(TracedDevice device, Object recovered, CrashInfo crash) {
        if (work.compareTo(Work.VERIFY) < 0) {
            return;
        }
        DaxFileSystem fs = (DaxFileSystem) recovered;
        documents.verify(fs, crash.milestones());
        if (work == Work.FSCK) {
            fs.unmount();
            if (!provider.fsck(device).isClean()) {
                throw new BrokenPromise(FailureClass.METADATA_INCONSISTENCY, "fsck has complaints");
            }
        }
    }
}
