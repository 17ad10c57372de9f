package shop.commentpage;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;

public class CommentPage extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/html;charset=UTF-8");
        PrintWriter out = response.getWriter();
        out.println("<!doctype html><title>Comments</title>");
        printForm(out, request.getParameter("draft"));
    }

    private void printForm(PrintWriter out, String draft) {
        String text = draft == null ? "" : draft.trim();
        out.printf("<form method=post><textarea name=text>%s</textarea><button>Send</button></form>%n", text);
    }
}
