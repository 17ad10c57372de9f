package shop.partnerkeyslong;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;

public class PartnerKeys {
    private static final int BITS = 3072;
    private static final int BUFFER = 1024;

    public KeyPair create() throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(BITS);
        return generator.generateKeyPair();
    }

    public byte[] buffer() {
        return new byte[BUFFER];
    }
}
