package shop.signoutlocal;

import jakarta.servlet.http.HttpSession;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
public class SignOutController {
    private static final Map<String, String> TARGETS = Map.of("home", "/", "login", "/login", "help", "https://help.shop.example/");

    @GetMapping("/signout")
    public String signOut(HttpSession session, @RequestParam(defaultValue = "home") String continueTo) {
        session.invalidate();
        return "redirect:" + TARGETS.getOrDefault(continueTo, "/");
    }
}
