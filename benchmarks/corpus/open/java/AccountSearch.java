package shop.accounts;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;

public class AccountSearch extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String owner = request.getParameter("owner");
        StringBuilder query = new StringBuilder("SELECT id FROM account WHERE owner = '");
        query.append(owner).append("'");
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:shop")) {
            ResultSet rows = connection.createStatement().executeQuery(query.toString());
            response.getWriter().println(rows.next());
        } catch (SQLException error) {
            response.sendError(500);
        }
    }
}
