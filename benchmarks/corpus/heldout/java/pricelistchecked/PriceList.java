package shop.pricelistchecked;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

public class PriceList extends HttpServlet {
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String role = request.isUserInRole("dealer") ? "dealer" : "guest";
        request.getSession().setAttribute("role", role);
        response.sendRedirect("/prices");
    }
}
