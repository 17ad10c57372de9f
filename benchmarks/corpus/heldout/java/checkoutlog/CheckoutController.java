package shop.checkoutlog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class CheckoutController {
    private static final Logger LOG = LoggerFactory.getLogger(CheckoutController.class);

    @PostMapping("/checkout")
    public void checkout(@RequestParam String voucher, @RequestParam int amount) {
        if (amount <= 0) {
            LOG.warn("refused voucher {} of {}", voucher, amount);
            throw new IllegalArgumentException("amount");
        }
    }
}
