package shop.couponcodes;

import java.util.concurrent.ThreadLocalRandom;

public class CouponCodes {
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /** Whoever enters the code gets the money. */
    public String giftCardCode() {
        StringBuilder code = new StringBuilder("G");
        while (code.length() < 13) {
            code.append(LETTERS.charAt(ThreadLocalRandom.current().nextInt(LETTERS.length())));
        }
        return code.toString();
    }
}
