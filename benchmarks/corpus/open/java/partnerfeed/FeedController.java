package shop.partnerfeed;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestTemplate;

@RestController
public class FeedController {
    private final RestTemplate http;

    public FeedController(RestTemplate http) {
        this.http = http;
    }

    @GetMapping("/feeds/check")
    public FeedState check(@RequestParam String url) {
        String body = http.getForObject(url, String.class);
        return new FeedState(url, body == null ? 0 : body.length());
    }

    public record FeedState(String url, int size) {}
}
