package shop.voucher;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

public class VoucherCodes {
    private static final String ALGORITHM = "DES";
    private final SecretKey key;

    public VoucherCodes(SecretKey key) {
        this.key = key;
    }

    public String encode(String voucher) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM + "/ECB/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, key);
        return Base64.getUrlEncoder().encodeToString(cipher.doFinal(voucher.getBytes()));
    }
}
