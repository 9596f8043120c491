package io.nearside.node.store;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a shared result where it is kept, on the thread that owns it, unless a newer one is there. */
final class OfferProcessor implements EntryProcessor<byte[], byte[], Object>, IdentifiedDataSerializable {
    static final int FACTORY = 7301;
    private static final int CLASS = 1;

    private byte[] offered;

    private OfferProcessor() {
        this(new byte[0]);
    }

    OfferProcessor(byte[] offered) {
        this.offered = offered;
    }

    static DataSerializableFactory factory() {
        return type -> {
            if (type != CLASS) {
                throw new IllegalArgumentException("type " + type + " of factory " + FACTORY);
            }
            return new OfferProcessor();
        };
    }

    @Override
    public @Nullable Object process(Map.Entry<byte[], byte[]> entry) {
        byte[] kept = entry.getValue();
        if (kept == null || SharedForm.isNewer(offered, kept)) {
            entry.setValue(offered);
        }
        return null;
    }

    /** Copies are not kept on other members. */
    @Override
    public @Nullable EntryProcessor<byte[], byte[], Object> getBackupProcessor() {
        return null;
    }

    @Override
    public int getFactoryId() {
        return FACTORY;
    }

    @Override
    public int getClassId() {
        return CLASS;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByteArray(offered);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        byte[] read = in.readByteArray();
        offered = read == null ? new byte[0] : read;
    }
}
