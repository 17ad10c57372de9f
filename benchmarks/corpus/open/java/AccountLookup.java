package shop.accounts;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

public class AccountLookup extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:shop");
                PreparedStatement statement = connection.prepareStatement("SELECT id FROM account WHERE owner = ?")) {
            statement.setString(1, request.getParameter("owner"));
            response.getWriter().println(statement.executeQuery().next());
        } catch (SQLException error) {
            response.sendError(500);
        }
    }
}
