package shop.apisignature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

public class ApiSignature {
    private final String secret;

    public ApiSignature(String secret) {
        this.secret = secret;
    }

    public boolean matches(String body, String signature) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-1");
        byte[] made = digest.digest((secret + body).getBytes(StandardCharsets.UTF_8));
        return MessageDigest.isEqual(HexFormat.of().parseHex(signature), made);
    }
}
