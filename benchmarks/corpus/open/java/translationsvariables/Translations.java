package shop.translationsvariables;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;

public class Translations extends HttpServlet {
    private Document texts;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String language = request.getParameter("language");
        String key = request.getParameter("key");
        try {
            response.setContentType("text/plain");
            response.getWriter().print(text(language, key));
        } catch (XPathExpressionException error) {
            response.sendError(400);
        }
    }

    private String text(String language, String key) throws XPathExpressionException {
        Map<String, String> values = Map.of("language", language, "key", key);
        XPath xpath = XPathFactory.newInstance().newXPath();
        xpath.setXPathVariableResolver(name -> values.get(name.getLocalPart()));
        return xpath.evaluate("/texts/text[@lang=$language and @key=$key]", texts);
    }
}
