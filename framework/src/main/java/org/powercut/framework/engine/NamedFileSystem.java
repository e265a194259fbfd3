package org.powercut.framework.engine;

import java.util.List;
import java.util.Set;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFile;
import org.powercut.daxfs.DaxFileSystem;
import org.powercut.daxfs.DirectoryEntry;
import org.powercut.daxfs.ExtendedAttributes;
import org.powercut.daxfs.FileFlag;
import org.powercut.daxfs.FileMediaError;
import org.powercut.daxfs.FileType;
import org.powercut.daxfs.MediaErrorEvents;
import org.powercut.daxfs.OpenFlag;
import org.powercut.daxfs.Progress;
import org.powercut.daxfs.RenameFlag;
import org.powercut.daxfs.ScrubReport;
import org.powercut.daxfs.Snapshot;
import org.powercut.daxfs.Stat;
import org.powercut.daxfs.StatFs;
import org.powercut.framework.inject.TracedDevice;

/**
 * Passes every operation on to a file system and marks on the device's tape where it begins and ends, as
 * {@code rename(/a, /b)}. So reports and faults know operations without help from the test.
 */
final class NamedFileSystem implements DaxFileSystem {
    private final DaxFileSystem target;
    private final Operations operations;

    /** Leaves no operation out. */
    NamedFileSystem(DaxFileSystem target, TracedDevice device) {
        this(target, Operations.all(device));
    }

    NamedFileSystem(DaxFileSystem target, Operations operations) {
        this.target = target;
        this.operations = operations;
    }

    @Override
    public Contract contract() {
        return target.contract();
    }

    @Override
    public Set<Capability> capabilities() {
        return target.capabilities();
    }

    @Override
    public DaxFile open(String path, OpenFlag... flags) {
        String name = List.of(flags).contains(OpenFlag.CREATE) ? "create(" + path + ")" : "open(" + path + ")";
        return new NamedFile(operations.get(name, () -> target.open(path, flags)), path, operations);
    }

    @Override
    public DaxFile openDirectory(String path) {
        return new NamedFile(
                operations.get("openDirectory(" + path + ")", () -> target.openDirectory(path)), path, operations);
    }

    @Override
    public void truncate(String path, long size) {
        operations.change("truncate(" + path + ", " + size + ")", () -> target.truncate(path, size));
    }

    @Override
    public void mkdir(String path) {
        operations.change("mkdir(" + path + ")", () -> target.mkdir(path));
    }

    @Override
    public void rmdir(String path) {
        operations.change("rmdir(" + path + ")", () -> target.rmdir(path));
    }

    @Override
    public void unlink(String path) {
        operations.change("unlink(" + path + ")", () -> target.unlink(path));
    }

    @Override
    public void link(String existing, String link) {
        operations.change("link(" + existing + ", " + link + ")", () -> target.link(existing, link));
    }

    @Override
    public void symlink(String linkTarget, String link) {
        operations.change("symlink(" + linkTarget + ", " + link + ")", () -> target.symlink(linkTarget, link));
    }

    @Override
    public String readlink(String path) {
        return operations.get("readlink(" + path + ")", () -> target.readlink(path));
    }

    @Override
    public void rename(String from, String to) {
        operations.change("rename(" + from + ", " + to + ")", () -> target.rename(from, to));
    }

    @Override
    public List<DirectoryEntry> readdir(String path) {
        return operations.get("readdir(" + path + ")", () -> target.readdir(path));
    }

    @Override
    public Stat stat(String path) {
        return operations.get("stat(" + path + ")", () -> target.stat(path));
    }

    @Override
    public Stat lstat(String path) {
        return operations.get("lstat(" + path + ")", () -> target.lstat(path));
    }

    @Override
    public void chmod(String path, int mode) {
        operations.change("chmod(" + path + ", 0" + Integer.toOctalString(mode) + ")", () -> target.chmod(path, mode));
    }

    @Override
    public void chown(String path, int uid, int gid) {
        operations.change("chown(" + path + ", " + uid + ", " + gid + ")", () -> target.chown(path, uid, gid));
    }

    @Override
    public void setTimes(String path, long atime, long mtime) {
        operations.change("setTimes(" + path + ")", () -> target.setTimes(path, atime, mtime));
    }

    @Override
    public StatFs statfs() {
        return operations.get("statfs()", target::statfs);
    }

    @Override
    public void sync() {
        operations.run("sync()", target::sync);
    }

    @Override
    public List<FileMediaError> mediaErrors() {
        return operations.get("mediaErrors()", target::mediaErrors);
    }

    @Override
    public DaxFile open(String path, int mode, OpenFlag... flags) {
        String name = List.of(flags).contains(OpenFlag.CREATE) ? "create(" + path + ")" : "open(" + path + ")";
        return new NamedFile(operations.get(name, () -> target.open(path, mode, flags)), path, operations);
    }

    @Override
    public void mkdir(String path, int mode) {
        operations.change("mkdir(" + path + ")", () -> target.mkdir(path, mode));
    }

    @Override
    public void mknod(String path, FileType type, int mode, long device) {
        operations.change("mknod(" + path + ", " + type + ")", () -> target.mknod(path, type, mode, device));
    }

    @Override
    public void linkFile(DaxFile file, String link) {
        operations.change("linkFile(" + link + ")", () -> target.linkFile(NamedFile.unwrap(file), link));
    }

    @Override
    public void rename(String from, String to, RenameFlag flag) {
        operations.change("rename(" + from + ", " + to + ", " + flag + ")", () -> target.rename(from, to, flag));
    }

    @Override
    public void lchown(String path, int uid, int gid) {
        operations.change("lchown(" + path + ")", () -> target.lchown(path, uid, gid));
    }

    @Override
    public void lsetTimes(String path, long atime, long mtime) {
        operations.change("lsetTimes(" + path + ")", () -> target.lsetTimes(path, atime, mtime));
    }

    @Override
    public void setFlags(String path, Set<FileFlag> flags) {
        operations.change("setFlags(" + path + ", " + flags + ")", () -> target.setFlags(path, flags));
    }

    @Override
    public ExtendedAttributes xattrs(String path) {
        return new NamedXattrs(target.xattrs(path), path, operations);
    }

    @Override
    public ExtendedAttributes lxattrs(String path) {
        return new NamedXattrs(target.lxattrs(path), path, operations);
    }

    @Override
    public void freeze() {
        operations.run("freeze", target::freeze);
    }

    @Override
    public void thaw() {
        operations.run("thaw", target::thaw);
    }

    @Override
    public Snapshot createSnapshot(String name) {
        return operations.get("createSnapshot(" + name + ")", () -> target.createSnapshot(name));
    }

    @Override
    public List<Snapshot> snapshots() {
        return operations.get("snapshots", target::snapshots);
    }

    @Override
    public void deleteSnapshot(String name) {
        operations.change("deleteSnapshot(" + name + ")", () -> target.deleteSnapshot(name));
    }

    @Override
    public DaxFileSystem openSnapshot(String name) {
        return new NamedFileSystem(
                operations.get("openSnapshot(" + name + ")", () -> target.openSnapshot(name)), operations);
    }

    @Override
    public MediaErrorEvents mediaErrorEvents() {
        return target.mediaErrorEvents();
    }

    @Override
    public ScrubReport scrub(Progress progress) {
        return operations.get("scrub", () -> target.scrub(progress));
    }

    @Override
    public boolean isSuspect() {
        return target.isSuspect();
    }

    @Override
    public long dirtyShutdowns() {
        return target.dirtyShutdowns();
    }

    @Override
    public boolean isReadOnly() {
        return target.isReadOnly();
    }

    @Override
    public void unmount() {
        operations.run("unmount()", target::unmount);
    }
}
