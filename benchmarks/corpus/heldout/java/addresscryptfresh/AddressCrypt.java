package shop.addresscryptfresh;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

public class AddressCrypt {
    private final SecureRandom random = new SecureRandom();

    public byte[] seal(SecretKey key, byte[] address) throws GeneralSecurityException {
        byte[] iv = new byte[16];
        random.nextBytes(iv);
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
        byte[] sealed = cipher.doFinal(address);
        return ByteBuffer.allocate(16 + sealed.length).put(iv).put(sealed).array();
    }
}
