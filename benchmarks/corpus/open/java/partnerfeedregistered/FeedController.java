package shop.partnerfeedregistered;

import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.server.ResponseStatusException;

@RestController
public class FeedController {
    private static final Map<String, String> FEEDS = Map.of("north", "https://north.example/feed", "south", "https://south.example/feed");
    private final RestTemplate http;

    public FeedController(RestTemplate http) {
        this.http = http;
    }

    @GetMapping("/feeds/check")
    public FeedState check(@RequestParam String partner) {
        String url = FEEDS.get(partner);
        if (url == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        String body = http.getForObject(url, String.class);
        return new FeedState(url, body == null ? 0 : body.length());
    }

    public record FeedState(String url, int size) {}
}
