package shop.signout;

import jakarta.servlet.http.HttpSession;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
public class SignOutController {
    private static final String HOME = "/";

    @GetMapping("/signout")
    public String signOut(HttpSession session, @RequestParam(required = false) String continueTo) {
        session.invalidate();
        if (continueTo == null || continueTo.isBlank()) {
            return "redirect:" + HOME;
        }
        return "redirect:" + continueTo;
    }
}
