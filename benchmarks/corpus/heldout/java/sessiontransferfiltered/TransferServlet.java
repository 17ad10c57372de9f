package shop.sessiontransferfiltered;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Base64;

public class TransferServlet extends HttpServlet {
    private static final String COOKIE = "basket";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        for (Cookie cookie : request.getCookies()) {
            if (COOKIE.equals(cookie.getName())) {
                request.getSession().setAttribute(COOKIE, read(cookie.getValue()));
            }
        }
        response.sendRedirect("/basket");
    }

    private Basket read(String value) throws IOException {
        byte[] bytes = Base64.getUrlDecoder().decode(value);
        return JSON.readValue(bytes, Basket.class);
    }
}
