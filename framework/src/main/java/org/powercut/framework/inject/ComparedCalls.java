package org.powercut.framework.inject;

import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/**
 * Passes a method on, and looks at what follows a call: whether the number that it returned is compared for equality by
 * the very next instruction. Labels and line numbers are no instructions.
 */
abstract class ComparedCalls extends MethodVisitor {
    private boolean awaiting;

    ComparedCalls(@Nullable MethodVisitor next) {
        super(OpenedClassReader.ASM_API, next);
    }

    /** The next instruction decides; to be called after the call was passed on. */
    final void await() {
        awaiting = true;
    }

    /** The number is compared: with another int by a jump, or with another long. */
    abstract void compared();

    /** The number is used for something else. */
    abstract void notCompared();

    /** Writes a jump that compares two ints; only this one is to be changed by {@link #compared}. */
    void jump(int opcode, Label label) {
        super.visitJumpInsn(opcode, label);
    }

    /** Writes a comparison of two longs, as {@link #jump}. */
    void compareLongs() {
        super.visitInsn(Opcodes.LCMP);
    }

    private boolean take() {
        boolean was = awaiting;
        awaiting = false;
        return was;
    }

    private void other() {
        if (take()) {
            notCompared();
        }
    }

    @Override
    public final void visitJumpInsn(int opcode, Label label) {
        boolean equality = opcode == Opcodes.IF_ICMPEQ || opcode == Opcodes.IF_ICMPNE;
        if (equality && take()) {
            compared();
            jump(opcode, label);
        } else {
            other();
            super.visitJumpInsn(opcode, label);
        }
    }

    @Override
    public final void visitInsn(int opcode) {
        if (opcode == Opcodes.LCMP && take()) {
            compared();
            compareLongs();
        } else {
            other();
            super.visitInsn(opcode);
        }
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        other();
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }

    @Override
    public final void visitIntInsn(int opcode, int operand) {
        other();
        super.visitIntInsn(opcode, operand);
    }

    @Override
    public final void visitVarInsn(int opcode, int index) {
        other();
        super.visitVarInsn(opcode, index);
    }

    @Override
    public final void visitTypeInsn(int opcode, String type) {
        other();
        super.visitTypeInsn(opcode, type);
    }

    @Override
    public final void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        other();
        super.visitFieldInsn(opcode, owner, name, descriptor);
    }

    @Override
    public final void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
        other();
        super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
    }

    @Override
    public final void visitLdcInsn(Object value) {
        other();
        super.visitLdcInsn(value);
    }

    @Override
    public final void visitIincInsn(int index, int increment) {
        other();
        super.visitIincInsn(index, increment);
    }

    @Override
    public final void visitTableSwitchInsn(int min, int max, Label whatElse, Label... labels) {
        other();
        super.visitTableSwitchInsn(min, max, whatElse, labels);
    }

    @Override
    public final void visitLookupSwitchInsn(Label whatElse, int[] keys, Label[] labels) {
        other();
        super.visitLookupSwitchInsn(whatElse, keys, labels);
    }

    @Override
    public final void visitMultiANewArrayInsn(String descriptor, int dimensions) {
        other();
        super.visitMultiANewArrayInsn(descriptor, dimensions);
    }
}
