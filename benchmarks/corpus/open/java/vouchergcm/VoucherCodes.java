package shop.vouchergcm;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

public class VoucherCodes {
    private static final String ALGORITHM = "AES";
    private static final SecureRandom RANDOM = new SecureRandom();
    private final SecretKey key;

    public VoucherCodes(SecretKey key) {
        this.key = key;
    }

    public String encode(String voucher) throws GeneralSecurityException {
        byte[] iv = new byte[12];
        RANDOM.nextBytes(iv);
        Cipher cipher = Cipher.getInstance(ALGORITHM + "/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, iv));
        byte[] sealed = cipher.doFinal(voucher.getBytes());
        return Base64.getUrlEncoder().encodeToString(ByteBuffer.allocate(iv.length + sealed.length).put(iv).put(sealed).array());
    }
}
